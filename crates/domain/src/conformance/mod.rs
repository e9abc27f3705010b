//! The rules every backend must keep, one test each.
//!
//! A backend's tests say `aside_domain::store_conformance!(open);` with an
//! `async fn open(bus: Arc<dyn Bus>) -> (Arc<dyn Store>, Guard)`; the guard keeps what the store
//! needs (a folder) until the test ends. `bus_conformance!` and `blobs_conformance!` take a
//! function that makes one.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "these are tests"
)]

pub mod blobs;
pub mod bus;
mod fixture;
pub mod store;

/// One test for each rule of a [`Store`](crate::Store).
#[macro_export]
macro_rules! store_conformance {
    ($open:path) => {
        $crate::store_conformance!(@each $open;
            a_new_workspace_is_all_there
            a_taken_email_leaves_no_trace_of_the_second_workspace
            a_taken_workspace_id_is_a_conflict
            erasing_a_workspace_leaves_nothing_of_it
            an_account_blob_needs_the_next_number
            a_credential_stands_for_its_device
            an_ended_device_is_forgotten_and_announced
            a_device_of_another_workspace_cannot_be_ended
            only_the_next_epoch_is_published
            an_epoch_is_published_whole_or_not_at_all
            only_the_next_appearance_is_published
            opening_a_conversation_delivers_its_first_message
            opening_again_gives_the_same_answer
            opening_with_other_bytes_is_a_conflict
            opening_under_a_taken_credential_is_a_conflict
            a_conversation_needs_a_workspace
            a_repeated_message_gets_the_first_answer
            other_bytes_under_a_message_id_are_a_conflict
            a_message_id_means_something_in_its_conversation_only
            a_message_needs_a_conversation
            positions_and_revs_are_dense_under_concurrent_writers
            writing_to_a_closed_conversation_reopens_it_first
            a_repeat_does_not_reopen
            the_same_status_again_changes_nothing
            a_workspace_sees_its_own_changes_only
            pages_are_bounded_and_in_order
            commits_are_announced_in_order
            an_abandoned_write_is_whole_and_announced
            a_closed_store_refuses
        );
    };
    (@each $open:path; $($rule:ident)+) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $rule() {
            let bus = std::sync::Arc::new($crate::bus::InProcessBus::new());
            let (store, _guard) = $open(bus.clone()).await;
            $crate::conformance::store::$rule(store, bus).await;
        })+
    };
}

/// One test for each rule of a [`Bus`](crate::bus::Bus).
#[macro_export]
macro_rules! bus_conformance {
    ($new:expr) => {
        $crate::bus_conformance!(@each $new;
            events_arrive_in_order
            a_topic_hears_its_own_events_only
            a_conversation_is_heard_in_its_workspace_too
            what_is_for_everyone_reaches_every_visitor_of_the_workspace
            nothing_from_before_the_subscription_arrives
            a_subscriber_far_behind_is_told_so_and_goes_on
            a_waiting_subscriber_is_woken
            a_dropped_wait_loses_nothing
        );
    };
    (@each $new:expr; $($rule:ident)+) => {
        $(#[tokio::test]
        async fn $rule() {
            $crate::conformance::bus::$rule(&$new()).await;
        })+
    };
}

/// One test for each rule of [`Blobs`](crate::blobs::Blobs).
#[macro_export]
macro_rules! blobs_conformance {
    ($new:expr) => {
        $crate::blobs_conformance!(@each $new;
            a_blob_reads_back
            a_missing_blob_is_none
            the_same_blob_again_is_fine
            other_bytes_under_a_taken_name_are_a_conflict
            an_erased_blob_is_gone
        );
    };
    (@each $new:expr; $($rule:ident)+) => {
        $(#[tokio::test]
        async fn $rule() {
            let (blobs, _guard) = $new();
            $crate::conformance::blobs::$rule(&blobs).await;
        })+
    };
}
