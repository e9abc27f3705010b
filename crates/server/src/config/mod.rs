//! Settings: a commented default file, one file of the operator, the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::{Deserialize, Serialize};

/// The default settings with their documentation: what `config print-default` prints.
pub const DEFAULT: &str = include_str!("default.toml");

/// All settings. `default.toml` documents each.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Addresses and folders.
    pub server: Server,
    /// Certificate files.
    pub tls: Tls,
    /// Sizes and rates.
    pub limits: Limits,
    /// Logging.
    pub log: Log,
}

/// Addresses and folders.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The service's own origin; empty: the listen address.
    pub public_url: String,
    /// Everything the service keeps.
    pub data_dir: PathBuf,
    /// Where to serve metrics; empty: nowhere.
    pub metrics_listen: String,
    /// How long a stop waits, in seconds.
    pub shutdown_seconds: u64,
}

/// Certificate files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Chain, PEM.
    pub cert: PathBuf,
    /// Key, PEM.
    pub key: PathBuf,
}

impl Tls {
    /// Whether both files are named.
    pub fn is_on(&self) -> bool {
        !self.cert.as_os_str().is_empty() && !self.key.as_os_str().is_empty()
    }
}

/// Sizes in bytes and rates; `default.toml` documents each.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub statement_bytes: usize,
    pub item_bytes: usize,
    pub body_bytes: usize,
    pub address_per_second: u32,
    pub address_burst: u32,
    pub token_per_second: u32,
    pub token_burst: u32,
    pub sign_in_per_minute: u32,
    pub sign_in_burst: u32,
    pub live_max: u32,
}

/// Logging.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// A filter of `tracing-subscriber`.
    pub filter: String,
}

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file does not parse, a key is unknown, a value does not fit.
    #[error("the settings are wrong: {0}")]
    Settings(Box<figment::Error>),
    /// The named file is not there.
    #[error("there is no settings file at {0}")]
    Missing(PathBuf),
    /// Only one of two files is named.
    #[error("tls.cert and tls.key belong together: set both or neither")]
    HalfTls,
    /// Not an origin.
    #[error("server.public_url must be an origin such as https://chat.example, without a path")]
    PublicUrl,
}

impl Config {
    /// Default settings, then the file, then the environment.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Toml::string(DEFAULT));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError::Missing(file.to_owned()));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        Self::extract(&figment.merge(Env::prefixed("ASIDE_").split("__")))
    }

    /// The default settings alone.
    pub fn default_settings() -> Result<Self, ConfigError> {
        Self::extract(&Figment::from(Toml::string(DEFAULT)))
    }

    fn extract(figment: &Figment) -> Result<Self, ConfigError> {
        let config: Self = figment
            .extract()
            .map_err(|error| ConfigError::Settings(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }

    /// What types cannot say.
    pub fn check(&self) -> Result<(), ConfigError> {
        let has_cert = !self.tls.cert.as_os_str().is_empty();
        let has_key = !self.tls.key.as_os_str().is_empty();
        if has_cert != has_key {
            return Err(ConfigError::HalfTls);
        }
        let url = &self.server.public_url;
        if url.is_empty() || is_origin(url) {
            Ok(())
        } else {
            Err(ConfigError::PublicUrl)
        }
    }

    /// The service's own origin when it listens on `address`.
    pub fn origin(&self, address: SocketAddr) -> String {
        if !self.server.public_url.is_empty() {
            return self.server.public_url.clone();
        }
        let scheme = if self.tls.is_on() { "https" } else { "http" };
        format!("{scheme}://{address}")
    }
}

/// `http(s)://host[:port]` as a browser writes it.
fn is_origin(url: &str) -> bool {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    host.is_some_and(|host| !host.is_empty() && host.chars().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_default_parses_back() {
        let config = Config::default_settings().unwrap();
        assert_eq!(config.server.listen.port(), 8470);
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let text = format!("{DEFAULT}\ncolour = 1\n");
        let error = Config::extract(&Figment::from(Toml::string(&text))).unwrap_err();
        assert!(error.to_string().contains("colour"), "{error}");
    }

    #[test]
    fn every_key_of_the_default_file_is_documented() {
        let lines: Vec<_> = DEFAULT.lines().collect();
        for (at, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.contains(" = "))
        {
            let above = lines[at - 1];
            assert!(above.starts_with('#') || above.contains(" = "), "{line}");
        }
    }

    #[test]
    fn a_public_url_with_a_path_is_refused() {
        for url in [
            "https://a.example/",
            "ftp://a",
            "https://",
            "https://A.example",
            "a.example",
        ] {
            assert!(!is_origin(url), "{url}");
        }
        assert!(is_origin("https://a.example") && is_origin("http://127.0.0.1:80"));
    }

    #[test]
    fn half_a_certificate_is_refused() {
        let mut config = Config::default_settings().unwrap();
        config.tls.cert = "a.pem".into();
        assert!(matches!(config.check(), Err(ConfigError::HalfTls)));
    }
}
