//! What clients are told when something does not work.

use std::borrow::Cow;
use std::error::Error;

use aside_domain::StoreError;
use aside_protocol::{DecodeError, Refusal};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// An error as it crosses the wire: a stable code and a sentence (`spec/api.md §9`). The layer
/// around all endpoints writes the body, because it knows the request id.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    /// Seconds.
    retry_after: Option<u64>,
}

/// The body of an error.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody<'a> {
    /// Stable; branch on this.
    code: &'a str,
    /// What to do, for people.
    message: &'a str,
    /// Names the request in the service's log.
    request_id: &'a str,
}

macro_rules! errors {
    ($($name:ident $status:ident $code:literal $message:literal;)+) => {
        impl ApiError {
            $(pub const $name: Self = Self::new(StatusCode::$status, $code, $message);)+
        }
    };
}

errors! {
    NOT_SIGNED_IN UNAUTHORIZED "not_signed_in" "Sign in first: the credential is missing or has ended.";
    SIGN_IN_FAILED UNAUTHORIZED "sign_in_failed" "Check the email address, the password and the Secret Key, then try again.";
    CROSS_SITE FORBIDDEN "cross_site" "Send this request from the service's own pages.";
    ORIGIN_NOT_ALLOWED FORBIDDEN "origin_not_allowed" "Add this site to the workspace's list of sites.";
    NOT_ALLOWED FORBIDDEN "not_allowed" "Ask an owner or admin: you may not do this.";
    NOT_FOUND NOT_FOUND "not_found" "There is nothing here, or you may not see it.";
    METHOD_NOT_ALLOWED METHOD_NOT_ALLOWED "method_not_allowed" "Use another method for this address.";
    EMAIL_TAKEN CONFLICT "email_taken" "Sign in instead: this email address has an account.";
    WORKSPACE_EXISTS CONFLICT "workspace_exists" "Start the sign-up again: this workspace exists.";
    MESSAGE_ID_CONFLICT CONFLICT "message_id_conflict" "Send this with a new message id: other bytes were stored under this one.";
    STALE_ACCOUNT CONFLICT "stale_account" "Fetch the account again: another device changed it.";
    STALE_STATEMENT CONFLICT "stale_statement" "Fetch the statements again: a newer one is published.";
    BODY_TOO_LARGE PAYLOAD_TOO_LARGE "body_too_large" "Send a smaller body.";
    UNSUPPORTED_MEDIA_TYPE UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "Send JSON with content-type application/json.";
    INTERNAL INTERNAL_SERVER_ERROR "internal" "Something went wrong in the service. Try again later.";
    UNAVAILABLE SERVICE_UNAVAILABLE "unavailable" "The service is busy. Try again in a moment.";
}

impl ApiError {
    const fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code,
            message: Cow::Borrowed(message),
            retry_after: None,
        }
    }

    /// Malformed JSON, path or query; `what` says which and how.
    pub fn bad_request(what: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(StatusCode::BAD_REQUEST, "bad_request", "");
        error.message = what.into();
        error
    }

    /// An object does not parse.
    pub fn malformed(what: &str, error: DecodeError) -> Self {
        let mut refused = Self::new(StatusCode::BAD_REQUEST, "malformed_object", "");
        refused.message = format!("Send {what} again: {error}.").into();
        refused
    }

    /// A statement does not verify.
    pub fn refused(refusal: Refusal) -> Self {
        if let Refusal::Malformed(error) = refusal {
            return Self::malformed("the statement", error);
        }
        Self::refused_because(format!("Make the statement again: {refusal}."))
    }

    /// A statement does not fit the others.
    pub fn refused_because(why: impl Into<Cow<'static, str>>) -> Self {
        let mut refused = Self::new(StatusCode::BAD_REQUEST, "statement_refused", "");
        refused.message = why.into();
        refused
    }

    /// Too many requests; `seconds` until the next may succeed.
    pub fn rate_limited(seconds: u64) -> Self {
        let message = "Wait a moment, then try again: there were too many requests.";
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message);
        error.retry_after = Some(seconds);
        error
    }

    /// Something stored does not decode. The cause goes to the log.
    pub fn corrupt(cause: impl Error) -> Self {
        tracing::error!(cause = %cause, "stored statements do not decode");
        Self::INTERNAL
    }

    /// The whole answer, body included.
    pub fn with_body(&self, request_id: &str) -> Response {
        let body = ErrorBody {
            code: self.code,
            message: &self.message,
            request_id,
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for ApiError {
    /// Conflicts that an endpoint does not name itself are nobody's fault but ours.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict("message" | "conversation") => Self::MESSAGE_ID_CONFLICT,
            StoreError::Conflict("email") => Self::EMAIL_TAKEN,
            StoreError::Conflict("workspace") => Self::WORKSPACE_EXISTS,
            StoreError::Conflict("account") => Self::STALE_ACCOUNT,
            StoreError::Conflict("epoch" | "roster" | "appearance") => Self::STALE_STATEMENT,
            StoreError::Backend(cause) => {
                tracing::error!(%cause, "the store failed");
                Self::UNAVAILABLE
            }
            other => {
                let cause = other.source().map(ToString::to_string);
                tracing::error!(error = %other, cause, "the store refused");
                Self::INTERNAL
            }
        }
    }
}
