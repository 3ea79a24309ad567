//! The list of lessons.

use crate::read::Fault;

/// Lessons under their headings, in order: a line `# heading`, then a line `id | minutes | title | about` each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The headings.
    pub headings: Vec<Heading>,
}

/// A heading with its lessons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// Its name.
    pub name: String,
    /// Id, minutes, title, what it is about.
    pub lessons: Vec<(String, u32, String, String)>,
}

impl Index {
    /// Reads the list.
    ///
    /// # Errors
    /// The line that is none, and why.
    pub fn read(text: &str) -> Result<Index, Fault> {
        let mut index = Index::default();
        for (number, line) in text.lines().enumerate() {
            let fault = |says: &str| Fault::at(number, says);
            if let Some(name) = line.strip_prefix("# ") {
                index.headings.push(Heading { name: name.to_owned(), lessons: Vec::new() });
            } else if !line.trim().is_empty() {
                let parts: Vec<&str> = line.splitn(4, " | ").collect();
                let [id, minutes, title, about] = parts[..] else {
                    return Err(fault("a lesson is `id | minutes | title | about`"));
                };
                let minutes = minutes.parse().map_err(|_| fault("the minutes are no number"))?;
                let heading = index.headings.last_mut().ok_or_else(|| fault("a lesson without a heading"))?;
                heading.lessons.push((id.to_owned(), minutes, title.to_owned(), about.to_owned()));
            }
        }
        Ok(index)
    }

    /// The heading of a lesson, and what the list says of it.
    pub fn find(&self, id: &str) -> Option<(&str, &(String, u32, String, String))> {
        self.headings.iter().find_map(|heading| {
            Some((heading.name.as_str(), heading.lessons.iter().find(|lesson| lesson.0 == id)?))
        })
    }

    /// The lesson after another.
    pub fn after(&self, id: &str) -> Option<&str> {
        let mut all = self.headings.iter().flat_map(|heading| &heading.lessons);
        all.by_ref().find(|lesson| lesson.0 == id)?;
        all.next().map(|lesson| lesson.0.as_str())
    }
}
