//! What a command may refer to.

use crate::place::Place;

/// A file that `file://` and `fileb://` can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name of the file that was really meant (`ProductCatalog/items.json` for `items.json`).
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// A file that a command has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUse {
    /// The name as typed, without `file://`.
    pub asked: String,
    /// [`File::name`].
    pub meant: String,
    /// Where it was typed.
    pub at: Place,
}

/// What a command may refer to.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Answers the file of a name, with and without a path before it.
    pub files: &'a dyn Fn(&str) -> Option<File>,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

impl Default for Context<'_> {
    /// Without files.
    fn default() -> Self {
        Self { files: &|_| None }
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

impl Content {
    /// As text; bytes become base64, which is how they are sent.
    pub(crate) fn into_text(self) -> String {
        use base64::Engine as _;
        match self {
            Self::Text(text) => text,
            Self::Bytes(bytes) => base64::engine::general_purpose::STANDARD.encode(bytes),
        }
    }
}

/// Reads files and remembers which.
pub(crate) struct Files<'a> {
    context: Context<'a>,
    pub(crate) used: Vec<FileUse>,
}

impl<'a> Files<'a> {
    pub(crate) fn new(context: &Context<'a>) -> Self {
        Self { context: *context, used: Vec::new() }
    }

    /// What `value` names, if it names a file; the AWS CLI's words when there is no such file.
    pub(crate) fn read(&mut self, value: &str, at: Place) -> Option<Result<Content, String>> {
        let (path, binary) = if let Some(path) = value.strip_prefix("file://") {
            (path, false)
        } else {
            (value.strip_prefix("fileb://")?, true)
        };
        let base = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let Some(file) = (self.context.files)(path).or_else(|| (self.context.files)(base)) else {
            return Some(Err(format!(
                "Unable to load paramfile {value}: [Errno 2] No such file or directory: '{path}'"
            )));
        };
        self.used.push(FileUse { asked: path.to_owned(), meant: file.name, at });
        if binary {
            return Some(Ok(Content::Bytes(file.content)));
        }
        Some(String::from_utf8(file.content).map(Content::Text).map_err(|_| {
            format!(
                "Unable to load paramfile ({path}), text contents could not be decoded.  If this is a binary file, please use the fileb:// prefix instead of the file:// prefix."
            )
        }))
    }
}
