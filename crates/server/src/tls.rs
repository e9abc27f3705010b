//! Certificates from files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::Tls;

/// The certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or is not PEM.
    #[error("{path} cannot be read as PEM")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: rustls_pki_types::pem::Error,
    },
    /// The chain and the key do not fit.
    #[error("the certificate cannot be used with its key")]
    Pair(#[source] rustls::Error),
}

/// Accepts TLS with the certificate of the settings; None if there is none. HTTP/2 first.
pub fn acceptor(tls: &Tls) -> Result<Option<TlsAcceptor>, TlsError> {
    if !tls.is_on() {
        return Ok(None);
    }
    let chain = read(&tls.cert, |path| {
        CertificateDer::pem_file_iter(path)?.collect()
    })?;
    let key = read(&tls.key, |path| PrivateKeyDer::from_pem_file(path))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Pair)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsError::Pair)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

fn read<T>(
    path: &Path,
    parse: impl FnOnce(&Path) -> Result<T, rustls_pki_types::pem::Error>,
) -> Result<T, TlsError> {
    parse(path).map_err(|source| TlsError::File {
        path: path.to_owned(),
        source,
    })
}
