//! Backups in the durable part.

use serde::{Deserialize, Serialize};
use table::Schema;
use value::Item;

use super::RestoreError;
use crate::backups::{About, Backup, Settings};
use crate::hash;

/// A backup with its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DurableBackup {
    about: About,
    /// In key order.
    items: Vec<Item>,
}

impl DurableBackup {
    pub(super) fn of(backup: &Backup) -> Self {
        Self { about: backup.about.clone(), items: backup.items.values().cloned().collect() }
    }

    pub(super) fn restore(self, settings: &[(u32, Settings)]) -> Result<Backup, RestoreError> {
        let schema = Schema::new(&self.about.definition.key, &[], &[]);
        let settings = settings.iter().find(|(id, _)| *id == self.about.id);
        let settings = settings.map(|(_, settings)| settings.clone()).unwrap_or_default();
        let mut backup = Backup { about: self.about, settings, items: imbl::OrdMap::new(), content: 0 };
        for item in self.items {
            let key = schema.stored_key(&item).ok_or(RestoreError::Damaged)?;
            backup.content = backup.content.wrapping_add(hash::row(&key, &item));
            if backup.items.insert(key, item).is_some() {
                return Err(RestoreError::Damaged);
            }
        }
        Ok(backup)
    }
}
