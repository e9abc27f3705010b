//! Which core a thread runs on, and how many files a process may open.

use anyhow::Context as _;
use rustix::process::{Resource, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The cores of a run: one for the service, another for the load.
#[derive(Debug, Clone, Copy)]
pub struct Cores {
    /// Where the service and its limits are measured.
    pub service: usize,
    /// Where the load is made.
    pub load: usize,
}

impl Cores {
    /// The first two cores this process may use. On a machine with one, both are the same.
    pub fn of_this_process() -> anyhow::Result<Self> {
        let allowed = sched_getaffinity(None).context("the cores of this process are unknown")?;
        let mut cores = (0..CpuSet::MAX_CPU).filter(|&core| allowed.is_set(core));
        let service = cores.next().context("this process may use no core")?;
        Ok(Self {
            service,
            load: cores.next().unwrap_or(service),
        })
    }
}

/// Keeps the calling thread, and what it starts from now on, on one core.
pub fn stay_on(core: usize) -> anyhow::Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).with_context(|| format!("this thread cannot stay on core {core}"))
}

/// Raises the number of open files to what is allowed, and says how many that is.
pub fn raise_open_files() -> u64 {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where raising is refused the old limit stays, and the caller opens fewer connections.
    let _ = setrlimit(Resource::Nofile, limit);
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}
