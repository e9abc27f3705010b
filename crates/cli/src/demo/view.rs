//! The service's view: a page that shows, live, exactly what the service stores. Demo only.

use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use aside_protocol::WorkspaceId;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::Stream;
use futures_util::stream;

use super::ledger::{Ledger, Update};
use crate::web::{Page, file, page};

/// How often the database file is asked whether it changed.
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// Whose data is shown, and where it lies.
#[derive(Clone)]
pub struct View {
    /// The database file of the service.
    pub database: PathBuf,
    /// The sample workspace.
    pub workspace: WorkspaceId,
}

/// The page, its files and its stream of updates. `links` replace marks in the page.
pub fn router(view: View, links: &[(&str, &str)]) -> Router {
    const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                       connect-src 'self'; base-uri 'none'; form-action 'none'; \
                       frame-ancestors 'none'; require-trusted-types-for 'script'; \
                       trusted-types 'none'";
    let index = Page::new(include_str!("../../pages/view/index.html"), links).with_csp(CSP);
    Router::new()
        .route("/", page(index))
        .route(
            "/view.css",
            file("text/css", include_str!("../../pages/view/view.css")),
        )
        .route(
            "/view.js",
            file("text/javascript", include_str!("../../pages/view/view.js")),
        )
        .route(
            "/icon.svg",
            file("image/svg+xml", include_str!("../../pages/view/icon.svg")),
        )
        .route("/updates", get(updates))
        .with_state(view)
}

/// One page's place in the feed.
struct Reader {
    ledger: Ledger,
    workspace: WorkspaceId,
    after: u64,
    version: Option<i64>,
}

async fn updates(
    State(view): State<View>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, axum::http::StatusCode> {
    let last = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse().ok());
    let ledger =
        Ledger::open(&view.database).map_err(|_| axum::http::StatusCode::SERVICE_UNAVAILABLE)?;
    let reader = Reader {
        ledger,
        workspace: view.workspace,
        after: last.unwrap_or(0),
        version: None,
    };
    let events = stream::unfold(reader, |reader| async move {
        let (reader, update) = next(reader).await?;
        let event = Event::default()
            .event("update")
            .id(reader.after.to_string());
        Some((Ok(event.json_data(update).ok()?), reader))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// Waits until the file has changed and reads what is new. Ends when the file cannot be read.
async fn next(mut reader: Reader) -> Option<(Reader, Update)> {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        ticks.tick().await;
        let version = reader.ledger.version().ok()?;
        if reader.version == Some(version) {
            continue;
        }
        reader.version = Some(version);
        let update = reader.ledger.update(reader.workspace, reader.after).ok()?;
        if let Some(last) = update.changes.last() {
            reader.after = last.rev;
        }
        return Some((reader, update));
    }
}
