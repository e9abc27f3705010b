//! One reader's way through the changes: from the store until it has caught up, then from the
//! bus, and from the store again whenever something is missing between the two.

use aside_domain::bus::{Event, Lagged, Shared, Subscription, Topic};
use aside_domain::{Caller, Change, StoreError};
use std::sync::Arc;

use super::frame;
use crate::http::{AppState, View};

/// Changes read from the store at once.
const PAGE: u32 = 200;
/// Most changes in one frame.
const FRAME_CHANGES: usize = 64;

/// A reader's place in the feed.
pub struct Feed {
    app: AppState,
    caller: Caller,
    view: View,
    events: Subscription,
    /// Everything up to this rev has been handed out.
    after: u64,
    has_caught_up: bool,
    /// An event taken from the bus that did not fit the frame before.
    left_over: Option<Event>,
    /// Events were lost: what they might have said is said again.
    notices: &'static [&'static str],
}

/// What a live connection sends next.
pub enum Delivery {
    /// A text frame.
    Frame(String),
    /// The credential has ended.
    Ended,
}

impl Feed {
    /// Subscribes. Everything after `after` will be handed out.
    pub fn new(app: AppState, caller: Caller, after: u64) -> Self {
        let (view, topic) = match caller {
            Caller::Agent { workspace, .. } => (View::Agent, Topic::Workspace(workspace)),
            Caller::Visitor {
                workspace,
                conversation,
            } => (View::Visitor, Topic::Conversation(workspace, conversation)),
        };
        let events = app.bus.subscribe(topic);
        Self {
            app,
            caller,
            view,
            events,
            after,
            has_caught_up: false,
            left_over: None,
            notices: &[],
        }
    }

    /// The next changes in the store. Does not move on.
    pub async fn read(&self, limit: u32) -> Result<Vec<Change>, StoreError> {
        let store = &self.app.store;
        match self.caller {
            Caller::Agent { workspace, .. } => {
                store.workspace_changes(workspace, self.after, limit).await
            }
            Caller::Visitor { conversation, .. } => {
                store
                    .conversation_changes(conversation, self.after, limit)
                    .await
            }
        }
    }

    /// Waits until the store holds a change that was not there at the subscription.
    pub async fn changed(&mut self) {
        loop {
            match self.events.next().await {
                Ok(Event::Change(change)) if self.view.rev(&change.value) > self.after => return,
                Err(Lagged) => return,
                Ok(_) => {}
            }
        }
    }

    /// What to send next. May be dropped and called again without losing anything: every step
    /// that waits comes before the step that moves on.
    pub async fn next(&mut self) -> Result<Delivery, StoreError> {
        loop {
            if let Some((notice, rest)) = self.notices.split_first() {
                self.notices = rest;
                return Ok(Delivery::Frame((*notice).to_owned()));
            }
            if !self.has_caught_up {
                let page = self.read(PAGE).await?;
                self.has_caught_up = page.len() < PAGE as usize;
                if let Some(last) = page.last() {
                    self.after = self.view.rev(last);
                    return Ok(Delivery::Frame(frame::page(&page, self.view, self.after)));
                }
                continue;
            }
            let event = match self.left_over.take() {
                Some(event) => Ok(event),
                None => self.events.next().await,
            };
            if let Some(delivery) = self.deliver(event) {
                return Ok(delivery);
            }
        }
    }

    fn deliver(&mut self, event: Result<Event, Lagged>) -> Option<Delivery> {
        match event {
            Ok(Event::Change(change)) => self.changes(change),
            Ok(Event::Signal(signal)) => Some(Delivery::Frame(frame::signal(&signal, self.view))),
            Ok(Event::Statements) => Some(Delivery::Frame(frame::STATEMENTS.into())),
            Ok(Event::Account(member)) => {
                let is_own =
                    matches!(self.caller, Caller::Agent { member: own, .. } if own == member);
                is_own.then(|| Delivery::Frame(frame::ACCOUNT.into()))
            }
            Ok(Event::Check(check)) => Some(Delivery::Frame(frame::check(&check))),
            Ok(Event::Ended(device)) => {
                let is_own =
                    matches!(self.caller, Caller::Agent { device: own, .. } if own == device);
                is_own.then_some(Delivery::Ended)
            }
            Err(Lagged) => {
                self.has_caught_up = false;
                if self.view == View::Agent {
                    self.notices = &[frame::STATEMENTS, frame::ACCOUNT];
                }
                None
            }
        }
    }

    /// One frame of this change and of those that wait right behind it.
    fn changes(&mut self, first: Arc<Shared<Change>>) -> Option<Delivery> {
        let mut builder = frame::Builder::new();
        let mut next = Some(first);
        while let Some(change) = next.take() {
            let rev = self.view.rev(&change.value);
            if rev > self.after.saturating_add(1) {
                // Something between is in the store only.
                self.has_caught_up = false;
                break;
            }
            if rev > self.after {
                builder.push(&change, self.view);
                self.after = rev;
            }
            if builder.count() == FRAME_CHANGES {
                break;
            }
            match self.events.try_next() {
                Ok(Some(Event::Change(change))) => next = Some(change),
                Ok(other) => self.left_over = other,
                Err(Lagged) => self.notices_after_lag(),
            }
        }
        (builder.count() > 0).then(|| Delivery::Frame(builder.finish(self.after)))
    }

    fn notices_after_lag(&mut self) {
        self.deliver(Err(Lagged));
    }

    /// Whether events were lost, so that the credential must be looked up again.
    pub const fn has_lagged(&self) -> bool {
        !self.has_caught_up
    }
}
