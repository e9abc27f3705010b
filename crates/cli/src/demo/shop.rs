//! The sample shop: static pages with the real snippet in their head.

use axum::Router;

use crate::web::{Page, file, page};

/// What the business pastes into its page.
#[derive(Debug, Clone)]
pub struct Snippet {
    /// Address of the loader.
    pub loader_url: String,
    /// `sha384-…` of the loader.
    pub integrity: String,
    /// The workspace id.
    pub workspace: String,
}

impl Snippet {
    /// The script tag. Its values hold no character that HTML would need escaped.
    fn html(&self) -> String {
        let Self {
            loader_url,
            integrity,
            workspace,
        } = self;
        format!(
            "    <script async src=\"{loader_url}\" integrity=\"{integrity}\" \
             crossorigin=\"anonymous\" data-workspace=\"{workspace}\"></script>"
        )
    }
}

/// The shop's page and its files.
pub fn router(snippet: &Snippet) -> Router {
    let marks = [("snippet", &*snippet.html())];
    let index = Page::new(include_str!("../../pages/shop/index.html"), &marks);
    Router::new()
        .route("/", page(index))
        .route(
            "/shop.css",
            file("text/css", include_str!("../../pages/shop/shop.css")),
        )
        .route(
            "/icon.svg",
            file("image/svg+xml", include_str!("../../pages/shop/icon.svg")),
        )
        .route(
            "/tin.svg",
            file("image/svg+xml", include_str!("../../pages/shop/tin.svg")),
        )
        .route(
            "/cup.svg",
            file("image/svg+xml", include_str!("../../pages/shop/cup.svg")),
        )
}
