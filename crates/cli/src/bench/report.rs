//! What the bench prints: progress as it goes, then every number beside its limit.

use std::time::Duration;

use super::cores::Cores;
use super::group_commit::Rate;
use super::idle::Idle;
use super::load::{Latency, Throughput};

/// The batch that fifty senders can form at most.
const FULL_BATCH: u32 = 50;

/// Collects the numbers of one run.
pub struct Report {
    lines: Vec<String>,
    throughput: Option<f64>,
}

impl Report {
    /// A report of a run on these cores.
    pub fn begin(cores: Cores) -> Self {
        let head = format!(
            "service on core {}, load on core {}",
            cores.service, cores.load
        );
        Self {
            lines: vec![head, String::new()],
            throughput: None,
        }
    }

    /// Tells what happens now, beside the results.
    #[expect(
        clippy::unused_self,
        reason = "progress belongs to a report that has begun"
    )]
    pub fn note(&self, text: &str) {
        eprintln!("  … {text}");
    }

    /// Messages a second, and where.
    pub fn throughput(&mut self, place: &str, measured: Throughput) {
        self.throughput.get_or_insert(measured.messages);
        let rate = thousands(measured.messages);
        let cpu = measured.cpu.as_secs_f64() * 1e6;
        self.line("durable messages through HTTP", &format!("{rate} a second"));
        self.line("  sent and received in", place);
        self.line(
            "  processor time of the service",
            &format!("{cpu:.1} µs a message"),
        );
        eprintln!("    {rate} messages a second, {cpu:.1} µs each");
    }

    /// From sender to receiver.
    pub fn latency(&mut self, measured: Latency) {
        let Latency {
            p50,
            p99,
            max,
            messages,
        } = measured;
        let text = format!("p50 {}, p99 {}, max {}", ms(p50), ms(p99), ms(max));
        self.line("send to receive at 1,000 a second", &text);
        self.line("  measured on", &format!("{messages} messages"));
    }

    /// Memory of idle connections.
    pub fn idle(&mut self, measured: Idle) {
        let Idle {
            connections,
            bytes,
            total_bytes,
        } = measured;
        let kib = format!("{}.{} KiB", bytes / 1024, bytes % 1024 * 10 / 1024);
        self.line("memory of an idle live connection", &kib);
        let total = format!(
            "{connections} connections, {} MiB in all",
            total_bytes >> 20
        );
        self.line("  measured on", &total);
    }

    /// SQLite alone.
    pub fn limits(&mut self, rates: &[Rate]) {
        self.lines.push(String::new());
        for Rate { batch, rows } in rates {
            let name = format!("limit: SQLite alone, batches of {batch}");
            self.line(&name, &format!("{} rows a second", thousands(*rows)));
        }
        let full = rates.iter().find(|rate| rate.batch == FULL_BATCH);
        if let (Some(full), Some(messages)) = (full, self.throughput) {
            let share = format!("{:.0} %", messages / full.rows * 100.0);
            self.line("  the service reached of batches of 50", &share);
        }
    }

    /// A bare echo.
    pub fn echo(&mut self, trips: f64) {
        self.line(
            "limit: bare WebSocket echo",
            &format!("{} a second", thousands(trips)),
        );
    }

    /// Prints the results.
    pub fn print(&self) {
        println!();
        for line in &self.lines {
            println!("{line}");
        }
    }

    fn line(&mut self, name: &str, value: &str) {
        self.lines.push(format!("{name:<42} {value}"));
    }
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// A whole number with commas.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
