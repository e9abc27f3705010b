//! The HTTP endpoints, one file a family (`spec/api.md`).

mod account;
mod changes;
mod checks;
mod conversations;
mod devices;
mod error;
mod extract;
mod layer;
mod login;
mod messages;
mod operation;
mod release;
mod sign_up;
mod statements;
mod wire;

use std::sync::Arc;

use axum::Router;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
pub use error::ApiError;
pub use extract::Query;
pub use statements::BundleAnswer;
pub use wire::{Base64, View, WireChange};

/// The state every endpoint gets.
pub type AppState = Arc<App>;

#[derive(OpenApi)]
#[openapi(info(
    title = "Aside",
    description = "Live chat that its own service cannot read. spec/api.md says what the \
        endpoints promise.",
    license(name = "MIT", identifier = "MIT")
))]
struct Description;

/// Every endpoint.
pub fn router(app: AppState) -> Router {
    let (router, _) = endpoints().split_for_parts();
    router
        .fallback(crate::assets::page)
        .method_not_allowed_fallback(async || ApiError::METHOD_NOT_ALLOWED)
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            layer::around,
        ))
        .with_state(app)
}

/// The OpenAPI 3.1 document, as it is committed in `openapi.json`.
pub fn openapi() -> utoipa::openapi::OpenApi {
    endpoints().split_for_parts().1
}

fn endpoints() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(login::issue_challenge))
        .routes(routes!(login::sign_in))
        .routes(routes!(login::sign_out))
        .routes(routes!(sign_up::create_workspace))
        .routes(routes!(account::read_account))
        .routes(routes!(account::replace_account_blob))
        .routes(routes!(devices::list_devices))
        .routes(routes!(devices::end_device))
        .routes(routes!(statements::read_bundle))
        .routes(routes!(statements::list_statements))
        .routes(routes!(statements::publish_epoch))
        .routes(routes!(statements::publish_appearance))
        .routes(routes!(conversations::open_conversation))
        .routes(routes!(conversations::set_status))
        .routes(routes!(messages::append_message, messages::list_messages))
        .routes(routes!(messages::send_signal))
        .routes(routes!(changes::list_changes))
        .routes(routes!(crate::live::open_live))
        .routes(routes!(checks::start_check))
        .routes(routes!(checks::read_check))
        .routes(routes!(checks::report_site))
        .routes(routes!(release::read_release))
        .routes(routes!(operation::health))
        .routes(routes!(operation::readiness))
}
