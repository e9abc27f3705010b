//! The demo's own folder: emptied when a demo starts, and never shared by two of them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// So many demos can run at once.
const DEMOS_MAX: u32 = 9;

/// A folder that belongs to this demo until it ends.
pub struct Folder {
    path: PathBuf,
    /// Held open: the lock ends with the process, however it ends.
    _lock: File,
}

impl Folder {
    /// Takes `path`, or the next one beside it that no other demo uses, and removes what an
    /// earlier demo left there.
    pub fn claim(path: &Path) -> anyhow::Result<Self> {
        for n in 1..=DEMOS_MAX {
            let path = if n == 1 {
                path.to_owned()
            } else {
                numbered(path, n)
            };
            if let Some(folder) = Self::try_claim(path)? {
                return Ok(folder);
            }
        }
        bail!("{DEMOS_MAX} demos are running\n\nhint: stop one of them with Ctrl-C")
    }

    fn try_claim(path: PathBuf) -> anyhow::Result<Option<Self>> {
        let what = || format!("the folder {} cannot be used", path.display());
        fs::create_dir_all(&path).with_context(what)?;
        let lock = File::create(path.join("lock")).with_context(what)?;
        if lock.try_lock().is_err() {
            return Ok(None);
        }
        let folder = Self { path, _lock: lock };
        let service = folder.service();
        if service.exists() {
            fs::remove_dir_all(&service)
                .with_context(|| format!("{} cannot be removed", service.display()))?;
        }
        Ok(Some(folder))
    }

    /// The data folder of the service.
    pub fn service(&self) -> PathBuf {
        self.path.join("service")
    }

    /// The database file of the service.
    pub fn database(&self) -> PathBuf {
        self.service().join(aside_store_sqlite::DATABASE)
    }
}

fn numbered(path: &Path, n: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!("-{n}"));
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_demos_at_once_do_not_share_a_folder() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("demo");
        let first = Folder::claim(&path).unwrap();
        let second = Folder::claim(&path).unwrap();
        assert_ne!(first.service(), second.service());
    }

    #[test]
    fn a_later_demo_finds_nothing_of_an_earlier_one() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("demo");
        let earlier = Folder::claim(&path).unwrap();
        fs::create_dir(earlier.service()).unwrap();
        fs::write(earlier.database(), "old").unwrap();
        let file = earlier.database();
        drop(earlier);
        let later = Folder::claim(&path).unwrap();
        assert_eq!(later.database(), file);
        assert!(!file.exists());
    }
}
