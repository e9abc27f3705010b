//! Workspaces and conversations to send in, made through the real client.

use std::rc::Rc;

use aside_client::{Charter, Founder, Owner, Service, Site, Visitor};
use aside_protocol::session::Direction;
use aside_protocol::{Floors, WorkspaceId};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use zeroize::Zeroizing;

use super::load::Pair;
use super::process::Process;
use super::template::{Sender, Template};
use crate::sources;

/// Conversations that are opened at the same time.
const AT_ONCE: usize = 16;

/// So many workspaces, each with one visitor who writes and an agent who hears it.
pub async fn many_workspaces(process: &Process, count: usize) -> anyhow::Result<Vec<Rc<Pair>>> {
    let service = service(process)?;
    let mut pairs = Vec::with_capacity(count);
    for i in 0..count {
        let (wid, agent) = workspace(&service, &format!("workspace-{i}")).await?;
        let visitor = visitor(&service, wid).await?;
        let (direction, token) = (Direction::ToWorkspace, visitor.token());
        let sender = Sender {
            session: visitor.session(),
            direction,
            token,
        };
        pairs.push(pair(process, &sender, agent));
    }
    Ok(pairs)
}

/// One workspace with so many conversations, in each of which the agent writes and the visitor
/// hears it.
pub async fn one_workspace(process: &Process, count: usize) -> anyhow::Result<Vec<Rc<Pair>>> {
    let service = service(process)?;
    let (wid, agent) = workspace(&service, "busy").await?;
    let mut pairs = Vec::with_capacity(count);
    for _ in 0..count {
        let visitor = visitor(&service, wid).await?;
        let (direction, token) = (Direction::ToVisitor, agent.as_str());
        let sender = Sender {
            session: visitor.session(),
            direction,
            token,
        };
        pairs.push(pair(process, &sender, visitor.token().to_owned()));
    }
    Ok(pairs)
}

fn pair(process: &Process, sender: &Sender<'_>, receiver: String) -> Rc<Pair> {
    let random = sources::system().bytes::<64>();
    let template = Template::new(sender, &process.address.to_string(), &random);
    Rc::new(Pair { template, receiver })
}

/// So many visitors of one workspace; their credentials.
pub async fn visitors(process: &Process, count: usize) -> anyhow::Result<Vec<String>> {
    let service = service(process)?;
    let (wid, _) = workspace(&service, "idle").await?;
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

async fn workspace(service: &Service, name: &str) -> anyhow::Result<(WorkspaceId, String)> {
    let founder = Founder {
        email: format!("{name}@bench.example"),
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
