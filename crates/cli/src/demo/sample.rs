//! The sample workspace, its agent, and what a few visitors have already written.

use aside_client::{Agent, Charter, Founder, Owner, Service, Site, Visitor};
use aside_protocol::body::{Context, ReceiptState};
use aside_protocol::statement::LocalText;
use aside_protocol::{Floors, WorkspaceId};
use zeroize::Zeroizing;

use super::inbox::Credentials;
use crate::sources;

const EMAIL: &str = "mara@acme.example";
const PASSWORD: &str = "first flush darjeeling";

/// A workspace to try things with.
pub struct Sample {
    /// Its id.
    pub workspace: WorkspaceId,
    /// What its agent signs in with.
    pub credentials: Credentials,
}

impl Sample {
    /// Founds the workspace and lets two visitors write.
    pub async fn make(service: &Service) -> anyhow::Result<Self> {
        let founder = Founder {
            email: EMAIL.to_owned(),
            password: Zeroizing::new(PASSWORD.to_owned()),
            device_name: "The demo".to_owned(),
            charter: charter(),
        };
        let (mut agent, kit) = Owner::sign_up(service.clone(), founder, sources::system()).await?;
        answered_conversation(service, &mut agent).await?;
        waiting_conversation(service, kit.workspace).await?;
        let secret_key = kit.secret_key.to_string();
        let credentials = Credentials {
            email: EMAIL.to_owned(),
            password: PASSWORD.to_owned(),
            secret_key,
        };
        Ok(Self {
            workspace: kit.workspace,
            credentials,
        })
    }
}

fn charter() -> Charter {
    Charter {
        business: "Acme Tea".to_owned(),
        founder: "Mara".to_owned(),
        accent: [0x2f, 0x6b, 0x45],
        texts: vec![LocalText {
            locale: "en".to_owned(),
            greeting: "Hello! Ask us anything about tea.".to_owned(),
            reply_hint: "Mara usually answers within a few minutes.".to_owned(),
        }],
        origins: Vec::new(),
        retention_days: 0,
        epoch_max_days: 90,
    }
}

async fn answered_conversation(service: &Service, agent: &mut Agent) -> anyhow::Result<()> {
    let mut visitor = visitor(service, agent.workspace(), "https://acme.example/teas").await?;
    visitor
        .say("Hi! Is the Jade Sencha from this year's harvest?")
        .await?;
    agent.catch_up().await?;
    let conversation = visitor.conversation();
    agent
        .reply(
            conversation,
            "It is: picked in May, and it came in three weeks ago.",
        )
        .await?;
    agent
        .reply(conversation, "Brew it at 75 °C and it stays sweet.")
        .await?;
    visitor.catch_up().await?;
    visitor.say("Lovely, I'll take 200 g. Thank you!").await?;
    visitor.confirm(ReceiptState::Seen).await?;
    Ok(())
}

async fn waiting_conversation(service: &Service, workspace: WorkspaceId) -> anyhow::Result<()> {
    let mut visitor = visitor(service, workspace, "https://acme.example/gifts").await?;
    visitor
        .say("Good morning. Do you wrap the tins as a present?")
        .await?;
    visitor
        .say("It is for my mother, she is very fond of White Peony.")
        .await?;
    Ok(())
}

async fn visitor(service: &Service, wid: WorkspaceId, page: &str) -> anyhow::Result<Visitor> {
    let context = Context {
        page: Some(page.to_owned()),
        locale: Some("en-GB".to_owned()),
        ..Context::default()
    };
    let site = Site {
        wid,
        floors: Floors::default(),
        context: Some(context),
    };
    Ok(Visitor::begin(service.clone(), site, sources::system()).await?)
}
