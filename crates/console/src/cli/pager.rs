//! Commands that take several calls.

use super::batches::Batches;
use super::call::ApiCall;
use super::paging::{PageByPage, PagingError};
use crate::print::Look;

/// Makes one answer of several calls: ask [`Self::input`], call, hand the response to [`Self::accept`], and so on
/// until it says that it is done.
#[derive(Clone, Debug)]
pub struct Pager(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Pages(Box<PageByPage>),
    Batches(Box<Batches>),
}

impl Pager {
    /// For a call with paging or with batches; `None` for every other.
    pub fn new(call: &ApiCall) -> Option<Self> {
        let pages = || PageByPage::new(call).map(|pages| Kind::Pages(Box::new(pages)));
        let batches = || Batches::new(call).map(|batches| Kind::Batches(Box::new(batches)));
        pages().or_else(batches).map(Self)
    }

    /// The input of the next call, as JSON.
    pub fn input(&self) -> String {
        match &self.0 {
            Kind::Pages(pages) => pages.input(),
            Kind::Batches(batches) => batches.input(),
        }
    }

    /// Takes a response (JSON). True: another call must follow.
    pub fn accept(&mut self, response: &str) -> Result<bool, PagingError> {
        match &mut self.0 {
            Kind::Pages(pages) => pages.accept(response),
            Kind::Batches(batches) => batches.accept(response),
        }
    }

    /// The one answer, as JSON.
    pub fn finish(&self) -> String {
        match &self.0 {
            Kind::Pages(pages) => pages.finish(),
            Kind::Batches(_) => "{}".to_owned(),
        }
    }

    /// What the AWS CLI prints of it, or why it can't.
    pub fn print(&self, look: &Look) -> Result<String, String> {
        match &self.0 {
            Kind::Pages(pages) => pages.print(look),
            Kind::Batches(_) => Ok(String::new()),
        }
    }
}
