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
    /// Its lessons, in order.
    pub lessons: Vec<Listed>,
}

/// A lesson, as the list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The lesson's id.
    pub id: String,
    /// How long it takes.
    pub minutes: u32,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub about: String,
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
                let (id, title, about) = (id.to_owned(), title.to_owned(), about.to_owned());
                heading.lessons.push(Listed { id, minutes, title, about });
            }
        }
        Ok(index)
    }

    /// A lesson of the list, with its heading.
    pub fn find(&self, id: &str) -> Option<(&Heading, &Listed)> {
        self.all().find(|(_, lesson)| lesson.id == id)
    }

    /// The lesson after another.
    pub fn after(&self, id: &str) -> Option<&Listed> {
        self.all().skip_while(|(_, lesson)| lesson.id != id).nth(1).map(|(_, lesson)| lesson)
    }

    /// All lessons with their headings, in order.
    pub fn all(&self) -> impl Iterator<Item = (&Heading, &Listed)> {
        self.headings.iter().flat_map(|heading| heading.lessons.iter().map(move |lesson| (heading, lesson)))
    }
}
