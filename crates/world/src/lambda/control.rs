//! Lambda's operations.

use std::sync::Arc;

use api::dynamodb::{self, StreamRef};
use api::lambda::{
    Function, FunctionDescription, Mapping, MappingChange, MappingDescription, Request, Response,
};
use api::{ApiError, ErrorCode};
use imbl::Vector;
use sim::{MICROS_PER_MILLI, Purpose, ids};

use super::{Becoming, Deployed, Mapped, Step, Went};
use crate::due::Due;
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::small::SmallMap;
use crate::world::World;

/// Mappings that one stream may have.
const MAPPINGS: usize = 100;

impl World {
    /// Lambda carries out an operation.
    pub(crate) fn lambda(
        &mut self,
        flight: &Flight,
        request: &Request,
    ) -> Result<dynamodb::Response, ApiError> {
        let region = &flight.region;
        let answer = match request {
            Request::CreateFunction(function) => self.create_function(region, function)?,
            Request::UpdateFunction(function) => {
                self.function(region, &function.name)?;
                Response::Function(self.deploy(region, function))
            }
            Request::GetFunction(name) => {
                let deployed = self.function(region, name)?;
                Response::GotFunction(self.describe_function(region, deployed))
            }
            Request::DeleteFunction(name) => {
                self.function(region, name)?;
                self.lambda.functions.remove(&(Arc::clone(region), name.as_str().into()));
                Response::Nothing
            }
            Request::ListFunctions => {
                let here = self.lambda.functions.iter().filter(|((of, _), _)| of == region);
                Response::Functions(here.map(|(_, it)| self.describe_function(region, it)).collect())
            }
            Request::CreateMapping(mapping, window_s) => self.create_mapping(region, mapping, *window_s)?,
            Request::UpdateMapping(change) => self.update_mapping(region, change)?,
            Request::GetMapping(uuid) => {
                let id = self.mapping(region, uuid)?;
                self.told(id)?
            }
            Request::DeleteMapping(uuid) => {
                let id = self.mapping(region, uuid)?;
                self.become_(id, Becoming::Deleted);
                self.told(id)?
            }
            Request::ListMappings { source, function } => {
                let here = self.lambda.mappings.values().filter(|mapped| {
                    mapped.region == *region
                        && source.as_ref().is_none_or(|source| mapped.mapping.source == *source)
                        && function.as_ref().is_none_or(|function| mapped.mapping.function == *function)
                });
                Response::Mappings(here.map(|mapped| self.describe_mapping(mapped)).collect())
            }
        };
        Ok(dynamodb::Response::Lambda(Box::new(answer)))
    }

    fn create_function(&mut self, region: &Arc<str>, function: &Function) -> Result<Response, ApiError> {
        if self.function(region, &function.name).is_ok() {
            let message = format!("Function already exist: {}", function.name);
            return Err(ApiError::new(ErrorCode::ResourceConflictException, message));
        }
        Ok(Response::Function(self.deploy(region, function)))
    }

    fn deploy(&mut self, region: &Arc<str>, function: &Function) -> FunctionDescription {
        let name = (Arc::clone(region), function.name.as_str().into());
        let fresh = Deployed {
            function: function.clone(),
            changed: self.now,
            invokes: 0,
            errors: 0,
            records: 0,
            log: Vector::new(),
        };
        let deployed = match self.lambda.functions.get(&name) {
            Some(old) => Deployed { function: function.clone(), changed: self.now, ..(**old).clone() },
            None => fresh,
        };
        let told = self.describe_function(region, &deployed);
        self.lambda.functions.insert(name, Arc::new(deployed));
        told
    }

    fn function(&self, region: &Arc<str>, name: &str) -> Result<&Deployed, ApiError> {
        let found = self.lambda.functions.get(&(Arc::clone(region), name.into()));
        found.map(|deployed| &**deployed).ok_or_else(|| {
            let arn = self.function_arn(region, name);
            ApiError::new(ErrorCode::ResourceNotFoundException, format!("Function not found: {arn}"))
        })
    }

    pub(super) fn function_arn(&self, region: &str, name: &str) -> String {
        format!("arn:aws:lambda:{region}:{}:function:{name}", self.config.account)
    }

    fn describe_function(&self, region: &str, deployed: &Deployed) -> FunctionDescription {
        FunctionDescription {
            arn: self.function_arn(region, &deployed.function.name),
            function: deployed.function.clone(),
            modified_ms: self.config.epoch_micros.saturating_add(deployed.changed) / MICROS_PER_MILLI,
        }
    }

    pub(super) fn mapping_uuid(&self, id: u32) -> String {
        ids::uuid(self.config.seed, Purpose::MappingId, u64::from(id))
    }

    fn mapping(&self, region: &str, uuid: &str) -> Result<u32, ApiError> {
        let mut here = self.lambda.mappings.values().filter(|mapped| *mapped.region == *region);
        here.find(|mapped| self.mapping_uuid(mapped.id) == uuid).map(|mapped| mapped.id).ok_or_else(|| {
            ApiError::new(ErrorCode::ResourceNotFoundException, "The resource you requested does not exist.")
        })
    }

    fn create_mapping(
        &mut self,
        region: &Arc<str>,
        mapping: &Mapping,
        window_s: u32,
    ) -> Result<Response, ApiError> {
        self.function(region, &mapping.function)?;
        let named = StreamRef::parse(&mapping.source);
        let stream = named
            .filter(|named| *named.region == **region && named.account == self.config.account)
            .and_then(|named| self.streams.named(region, &named.table, &named.label))
            .filter(|stream| stream.lives(self.now, self.knobs.amount(Knob::StreamRetention)))
            .map(|stream| stream.id);
        let Some(stream) = stream else {
            return Err(ApiError::new(
                ErrorCode::InvalidParameterValueException,
                format!("Stream not found: {}", mapping.source),
            ));
        };
        check_destination(region, mapping.on_failure.as_deref())?;
        let of_stream = || self.lambda.mappings.values().filter(|mapped| mapped.stream == stream);
        if of_stream().any(|mapped| mapped.mapping.function == mapping.function) {
            return Err(ApiError::new(
                ErrorCode::ResourceConflictException,
                format!(
                    "An event source mapping with event source arn (\" {} \") and function name (\" {} \") already exists. Please update or delete the existing mapping with UUID {}",
                    mapping.source,
                    mapping.function,
                    of_stream()
                        .find(|mapped| mapped.mapping.function == mapping.function)
                        .map(|mapped| self.mapping_uuid(mapped.id))
                        .unwrap_or_default()
                ),
            ));
        }
        if of_stream().count() >= MAPPINGS {
            return Err(ApiError::new(ErrorCode::LimitExceededException, "Too many mappings of one stream."));
        }
        self.lambda.made = self.lambda.made.saturating_add(1);
        let id = self.lambda.made;
        let mapped = Mapped {
            id,
            region: Arc::clone(region),
            mapping: mapping.clone(),
            stream,
            changed: self.now,
            becoming: Becoming::Created,
            settled: self.now,
            started: false,
            since: 0,
            went: Went::Nothing,
            filtered: 0,
            done: 0,
            given_up: 0,
            age: 0,
            readers: SmallMap::new(),
        };
        self.lambda.mappings.insert(id, Arc::new(mapped));
        self.turn_windows(id, window_s);
        self.become_(id, Becoming::Created);
        self.told(id)
    }

    fn update_mapping(&mut self, region: &Arc<str>, change: &MappingChange) -> Result<Response, ApiError> {
        let id = self.mapping(region, &change.uuid)?;
        let now = self.now;
        if let Some(function) = &change.function {
            self.function(region, function)?;
        }
        check_destination(region, change.on_failure.as_ref().and_then(Option::as_deref))?;
        let Some(mapped) = self.lambda.mapping_mut(id) else { return Err(crate::world::internal()) };
        if now < mapped.settled {
            return Err(ApiError::new(
                ErrorCode::ResourceInUseException,
                "Cannot update the event source mapping because it is in use.",
            ));
        }
        let was = mapped.mapping.enabled;
        change.clone().apply(&mut mapped.mapping);
        let becoming = match (was, mapped.mapping.enabled) {
            (false, true) => Becoming::Enabled,
            (true, false) => Becoming::Disabled,
            _ => Becoming::Updated,
        };
        // What is under way begins again under the new rules.
        mapped.rewind();
        let parallel = mapped.mapping.parallel.max(1) as usize;
        let shards: Vec<u32> = mapped.readers.keys().copied().collect();
        for shard in shards {
            if let Some(reader) = mapped.readers.get_mut(&shard) {
                reader.slots.resize(parallel, super::Slot::default());
            }
        }
        let window_s = change.tumbling_s.unwrap_or_else(|| self.window_seconds(id));
        self.turn_windows(id, window_s);
        self.become_(id, becoming);
        self.told(id)
    }

    /// Seconds of a mapping's tumbling windows; 0: it has none.
    pub(super) fn window_seconds(&self, id: u32) -> u32 {
        self.windows.lengths.get(&id).copied().unwrap_or(0)
    }

    fn become_(&mut self, id: u32, becoming: Becoming) {
        let now = self.now;
        let until = now.saturating_add(self.knobs.amount(Knob::LambdaSettle));
        let Some(mapped) = self.lambda.mapping_mut(id) else { return };
        (mapped.becoming, mapped.changed, mapped.settled) = (becoming, now, until);
        self.queue.push(until, Due::Lambda(Step::Settle { mapping: id }));
    }

    fn told(&self, id: u32) -> Result<Response, ApiError> {
        let mapped = self.lambda.mappings.get(&id).ok_or_else(crate::world::internal)?;
        Ok(Response::Mapping(Box::new(self.describe_mapping(mapped))))
    }

    pub(super) fn mapping_state(&self, mapped: &Mapped) -> &'static str {
        match (self.now < mapped.settled, mapped.becoming) {
            (_, Becoming::Deleted) => "Deleting",
            (true, Becoming::Created) => "Creating",
            (true, Becoming::Updated) => "Updating",
            (true, Becoming::Enabled) => "Enabling",
            (true, Becoming::Disabled) => "Disabling",
            (false, _) if mapped.mapping.enabled => "Enabled",
            (false, _) => "Disabled",
        }
    }

    pub(super) fn describe_mapping(&self, mapped: &Mapped) -> MappingDescription {
        MappingDescription {
            uuid: self.mapping_uuid(mapped.id),
            function_arn: self.function_arn(&mapped.region, &mapped.mapping.function),
            mapping: mapped.mapping.clone(),
            tumbling_s: self.window_seconds(mapped.id),
            state: self.mapping_state(mapped),
            modified_ms: self.config.epoch_micros.saturating_add(mapped.changed) / MICROS_PER_MILLI,
            last_result: match mapped.went {
                Went::Nothing => "No records processed",
                Went::Well => "OK",
                Went::Failed => "PROBLEM: Function call failed",
            },
        }
    }

    /// After a checkpoint without its volatile part, mappings go on where they were.
    pub(crate) fn resume_mappings(&mut self) {
        let ids: Vec<(u32, sim::Micros)> =
            self.lambda.mappings.values().map(|mapped| (mapped.id, mapped.settled)).collect();
        for (id, settled) in ids {
            self.queue.push(settled.max(self.now), Due::Lambda(Step::Settle { mapping: id }));
        }
    }
}

/// What is told of failures must be where the mapping is. The words are unconfirmed.
fn check_destination(region: &str, arn: Option<&str>) -> Result<(), ApiError> {
    match arn.filter(|arn| arn.split(':').nth(3) != Some(region)) {
        None => Ok(()),
        Some(arn) => Err(ApiError::new(
            ErrorCode::InvalidParameterValueException,
            format!(
                "The destination ARN {arn} is invalid: it must be in {region}, the Region of the function."
            ),
        )),
    }
}
