//! Counts for operators: numbers only, never an id, an address or a name.

use metrics::{Counter, Gauge, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Handles, made once: a request only adds to them.
pub struct Metrics {
    handle: PrometheusHandle,
    /// Requests answered, by the hundreds of their status (2xx at index 2).
    requests: [Counter; 6],
    /// Items that were stored for the first time.
    pub items: Counter,
    /// Live connections now.
    pub live: Gauge,
}

impl Metrics {
    pub fn new() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, || Self {
            handle,
            requests: ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"]
                .map(|status| metrics::counter!("aside_requests_total", "status" => status)),
            items: metrics::counter!("aside_items_total"),
            live: metrics::gauge!("aside_live_connections"),
        })
    }

    pub fn answered(&self, status: axum::http::StatusCode) {
        if let Some(requests) = self.requests.get(usize::from(status.as_u16() / 100)) {
            requests.increment(1);
        }
    }

    /// The text that Prometheus reads.
    pub fn render(&self) -> String {
        self.handle.render()
    }
}
