//! `doctor`: looks at what the service needs, and says what to do about each finding.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;

use aside_server::config::{Config, ConfigError};
use aside_store_sqlite::Schema;

/// Prints one line for each thing looked at. Fails if something is wrong.
pub fn examine(config: Result<Config, ConfigError>) -> ExitCode {
    let findings = match config {
        Ok(config) => vec![
            ("settings", Ok("they can be used".to_owned())),
            ("data folder", folder(&config.server.data_dir)),
            ("permissions", permissions(&config.server.data_dir)),
            ("disk", disk(&config.server.data_dir)),
            (
                "database",
                database(&config.server.data_dir.join("aside.db")),
            ),
            ("certificate", certificate(&config)),
        ],
        Err(error) => vec![(
            "settings",
            Err(format!("{error}; correct the file or variable")),
        )],
    };
    let is_well = findings.iter().all(|(_, finding)| finding.is_ok());
    for (what, finding) in findings {
        match finding {
            Ok(text) => println!("ok    {what}: {text}"),
            Err(text) => println!("wrong {what}: {text}"),
        }
    }
    if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What is well, or what is wrong and what to do.
type Finding = Result<String, String>;

fn folder(path: &Path) -> Finding {
    let shown = path.display();
    match std::fs::metadata(path) {
        Ok(data) if data.is_dir() => Ok(format!("{shown} is there")),
        Ok(_) => Err(format!(
            "{shown} is not a folder; move it away or set server.data_dir"
        )),
        Err(_) => Err(format!(
            "{shown} is not there; start the service once, or set --data-dir"
        )),
    }
}

fn permissions(path: &Path) -> Finding {
    let Ok(data) = std::fs::metadata(path) else {
        return Err("unknown; see the data folder".into());
    };
    let mode = data.permissions().mode() & 0o777;
    if mode.trailing_zeros() >= 6 {
        Ok(format!("{mode:o}, only the owner can look inside"))
    } else {
        Err(format!(
            "{mode:o} lets others look inside; run chmod 700 {}",
            path.display()
        ))
    }
}

fn disk(path: &Path) -> Finding {
    let write = || -> std::io::Result<()> {
        let mut file = tempfile_in(path)?;
        file.write_all(&vec![0; 1 << 20])?;
        file.sync_all()
    };
    let outcome = write();
    // The probe may not exist if it could not be made.
    let _ = std::fs::remove_file(path.join(PROBE));
    match outcome {
        Ok(()) => Ok("1 MiB can be written".into()),
        Err(error) => Err(format!(
            "1 MiB cannot be written ({error}); make room or fix the rights"
        )),
    }
}

const PROBE: &str = "doctor.probe";

fn tempfile_in(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::create(path.join(PROBE))
}

fn database(path: &Path) -> Finding {
    if !path.exists() {
        return Err("not there yet; start the service once, or run aside-server migrate".into());
    }
    match aside_store_sqlite::schema_of_file(path) {
        Ok(Schema::Current) => Ok("up to date".into()),
        Ok(Schema::Behind(count)) => Err(format!(
            "{count} migrations are missing; run aside-server migrate"
        )),
        Ok(Schema::Ahead) => {
            Err("written by a newer version; install that version or restore a backup".into())
        }
        Err(error) => Err(format!("cannot be read ({error}); restore a backup")),
    }
}

fn certificate(config: &Config) -> Finding {
    match aside_server::acceptor(&config.tls) {
        Ok(None) => Ok("none; sign-in works over plain HTTP on the loopback only".into()),
        Ok(Some(_)) => Ok("certificate and key fit".into()),
        Err(error) => Err(format!(
            "{error}; set tls.cert and tls.key to PEM files that fit"
        )),
    }
}
