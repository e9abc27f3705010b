//! `aside demo` from outside: its links answer, and after Ctrl-C nothing is left.
#![expect(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// A running demo and what it printed.
struct Demo {
    child: Child,
    shop: String,
    inbox: String,
    view: String,
}

impl Demo {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_aside"))
            .args(["demo", "--port", "0", "--folder"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let lines = lines.map(Result::unwrap);
        let said: Vec<_> = lines.take_while(|line| !line.contains("Ctrl-C")).collect();
        let link = |what: &str| {
            let found = said.iter().find(|line| line.contains(what));
            let link =
                found.and_then(|line| line.split_whitespace().find(|w| w.starts_with("http")));
            link.unwrap_or_else(|| panic!("no {what} in {said:?}"))
                .to_owned()
        };
        Self {
            child,
            shop: link("The shop"),
            inbox: link("Its inbox"),
            view: link("view"),
        }
    }

    fn interrupt(&mut self) {
        let pid = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::INT).unwrap();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address(link: &str) -> String {
    link.trim_start_matches("http://")
        .split('/')
        .next()
        .unwrap()
        .to_owned()
}

async fn page(link: &str) -> String {
    let answer = reqwest::get(link).await.unwrap();
    assert_eq!(answer.status(), 200, "{link}");
    answer.text().await.unwrap()
}

/// The provider that the client's HTTP needs; the demo installs its own.
fn with_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

#[tokio::test]
async fn every_link_answers_and_ctrl_c_leaves_nothing() {
    with_tls();
    let parent = TempDir::new().unwrap();
    for _ in 0..2 {
        let mut demo = Demo::start(&parent.path().join("demo"));
        let shop = page(&demo.shop).await;
        assert!(shop.contains("integrity=\"sha384-") && shop.contains("data-workspace=\"as1"));
        assert!(page(&demo.inbox).await.contains("<script"));
        let credentials = page(&format!("{}/credentials.json", demo.inbox)).await;
        assert!(credentials.contains("secret_key"));
        assert!(page(&demo.view).await.contains("The service's view"));

        let links = [&demo.shop, &demo.inbox, &demo.view].map(|link| address(link));
        demo.interrupt();
        assert!(demo.child.wait().unwrap().success());
        for link in links {
            assert!(TcpStream::connect(&link).is_err(), "{link} still listens");
        }
    }
}

#[tokio::test]
async fn the_services_view_shows_every_change_and_no_word() {
    with_tls();
    let parent = TempDir::new().unwrap();
    let mut demo = Demo::start(&parent.path().join("demo"));
    let mut updates = reqwest::get(format!("{}updates", demo.view)).await.unwrap();
    let mut seen = String::new();
    while !seen.contains("\n\n") {
        seen += std::str::from_utf8(&updates.chunk().await.unwrap().unwrap()).unwrap();
    }
    assert_eq!(seen.matches("\"kind\":\"hello\"").count(), 2);
    assert_eq!(seen.matches("\"kind\":\"envelope\"").count(), 6);
    for word in ["Sencha", "Peony", "picked in May", "mother"] {
        assert!(!seen.contains(word), "{word}");
        let hex = data_encoding::HEXLOWER.encode(word.as_bytes());
        assert!(!seen.contains(&hex), "{word} in hex");
    }
    drop(updates);
    demo.interrupt();
    assert!(demo.child.wait().unwrap().success());
}
