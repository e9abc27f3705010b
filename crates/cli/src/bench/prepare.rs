//! Workspaces and conversations to send in, made through the real client.

use std::rc::Rc;

use aside_client::{Charter, Founder, Owner, Service, Site, Visitor};
use aside_protocol::{Floors, WorkspaceId};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use zeroize::Zeroizing;

use super::load::Pair;
use super::process::Process;
use super::template::Template;
use crate::sources;

/// Conversations that are opened at the same time.
const AT_ONCE: usize = 16;

/// A workspace with one visitor, so many times.
pub async fn pairs(process: &Process, count: usize) -> anyhow::Result<Vec<Rc<Pair>>> {
    let service = service(process)?;
    let mut pairs = Vec::with_capacity(count);
    for i in 0..count {
        let (workspace, agent) = workspace(&service, i).await?;
        let visitor = visitor(&service, workspace).await?;
        let host = process.address.to_string();
        let random = sources::system().bytes::<64>();
        let template = Template::new(&visitor, &host, &random);
        pairs.push(Rc::new(Pair { template, agent }));
    }
    Ok(pairs)
}

/// So many visitors of one workspace; their credentials.
pub async fn visitors(process: &Process, count: usize) -> anyhow::Result<Vec<String>> {
    let service = service(process)?;
    let (wid, _) = workspace(&service, usize::MAX).await?;
    let opened = stream::iter(0..count)
        .map(|_| visitor(&service, wid))
        .buffer_unordered(AT_ONCE);
    opened
        .map_ok(|visitor| visitor.token().to_owned())
        .try_collect()
        .await
}

fn service(process: &Process) -> anyhow::Result<Service> {
    Ok(Service::new(&format!("http://{}", process.address))?)
}

async fn workspace(service: &Service, i: usize) -> anyhow::Result<(WorkspaceId, String)> {
    let founder = Founder {
        email: format!("load-{i}@bench.example"),
        password: Zeroizing::new("a password for the bench".to_owned()),
        device_name: "The bench".to_owned(),
        charter: Charter {
            business: "Bench".to_owned(),
            founder: "Load".to_owned(),
            accent: [0, 0, 0],
            texts: Vec::new(),
            origins: Vec::new(),
            retention_days: 0,
            epoch_max_days: 90,
        },
    };
    let (agent, kit) = Owner::sign_up(service.clone(), founder, sources::system()).await?;
    Ok((kit.workspace, agent.token().to_owned()))
}

async fn visitor(service: &Service, wid: WorkspaceId) -> anyhow::Result<Visitor> {
    let site = Site {
        wid,
        floors: Floors::default(),
        context: None,
    };
    let mut visitor = Visitor::begin(service.clone(), site, sources::system()).await?;
    visitor
        .say("The first message, sealed like any other.")
        .await?;
    Ok(visitor)
}
