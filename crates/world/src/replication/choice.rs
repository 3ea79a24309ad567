//! Which copy answers an eventually consistent read.

use super::GroupId;
use crate::flight::Flight;
use crate::partition::Log;
use crate::replica;
use crate::world::World;

impl World {
    /// The copy that answers: the one that the setting or chance says, or where that is not well, the next.
    pub(crate) fn pick(&self, flight: &mut Flight, id: GroupId, log: &Log) -> u8 {
        flight.choices += 1;
        let zone = replica::choose(&self.knobs, self.config.seed, log, flight.call, flight.choices);
        let Some(group) = self.group(id) else { return zone };
        log.zones.turn(zone).find(|&zone| group.reads(zone)).unwrap_or(zone)
    }
}
