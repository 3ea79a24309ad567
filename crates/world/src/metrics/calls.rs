//! CloudWatch's operations.

use std::sync::Arc;

use api::cloudwatch::{
    Alarm, AlarmDescription, AlarmState, DataResult, Datapoint, DescribeAlarms, GetData, GetReport,
    GetStatistics, HistoryEntry, ListMetrics, MetricName, Report, Request, Response,
};
use api::{ApiError, ErrorCode};

use super::alarms::{Line, Standing, figure};
use super::insights::Rule;
use super::name::Metric;
use super::query::{MetricId, MetricQuery};
use crate::flight::Flight;
use crate::world::World;

/// The most alarms of a world.
const MOST_ALARMS: usize = 5_000;

impl World {
    /// Carries out an operation of CloudWatch.
    pub(crate) fn cloudwatch(
        &mut self,
        flight: &Flight,
        request: &Request,
    ) -> Result<api::dynamodb::Response, ApiError> {
        let region = &flight.region;
        let answer = match request {
            Request::Statistics(get) => self.statistics(region, get),
            Request::Data(get) => self.metric_data(region, get),
            Request::List(list) => Response::List(self.list_metrics(region, list)),
            Request::PutAlarm(alarm) => self.put_alarm(region, alarm)?,
            Request::Alarms(describe) => Response::Alarms(self.describe_alarms(region, describe)),
            Request::DeleteAlarms(names) => self.delete_alarms(region, names)?,
            Request::History { name, most } => {
                Response::History(self.alarm_history(region, name.as_deref(), *most))
            }
            Request::Report(get) => Response::Report(self.report(region, get)?),
        };
        Ok(api::dynamodb::Response::CloudWatch(Box::new(answer)))
    }

    fn statistics(&self, region: &str, get: &GetStatistics) -> Response {
        let unit = Metric::named(&get.metric.name).map_or("None", |metric| metric.unit().name());
        // CloudWatch keeps no seconds of these metrics: shorter periods find nothing.
        let wanted = get.unit.as_deref().is_none_or(|wanted| wanted == unit) && get.period >= 60;
        let points = if wanted {
            self.points(region, &get.metric, (get.range.from, get.range.to), get.period)
        } else {
            Vec::new()
        };
        let points = points.into_iter().map(|(at, stat)| Datapoint {
            at,
            figures: get.statistics.iter().map(|&it| (it, figure(it, stat))).collect(),
        });
        Response::Statistics { label: get.metric.name.clone(), unit, points: points.collect() }
    }

    fn metric_data(&self, region: &str, get: &GetData) -> Response {
        let results = get.queries.iter().map(|query| {
            let range = (get.range.from, get.range.to);
            let found = if query.period < 60 {
                Vec::new()
            } else {
                self.points(region, &query.metric, range, query.period)
            };
            let mut points: Vec<(u32, u64)> =
                found.into_iter().map(|(at, stat)| (at, figure(query.statistic, stat))).collect();
            if !get.oldest_first {
                points.reverse();
            }
            let label = query.label.clone().unwrap_or_else(|| query.metric.name.clone());
            DataResult { id: query.id.clone(), label, points }
        });
        Response::Data(results.collect())
    }

    fn points(
        &self,
        region: &str,
        metric: &MetricName,
        (from, to): (u32, u32),
        period: u32,
    ) -> super::query::MetricSeries {
        let metric = MetricId {
            namespace: metric.namespace.clone(),
            name: metric.name.clone(),
            dimensions: metric.dimensions.clone(),
        };
        // A period that has begun counts whole.
        let from = from - from % period.max(1);
        self.metric(&MetricQuery { region: region.to_owned(), metric, from, to, period })
    }

    fn list_metrics(&self, region: &str, list: &ListMetrics) -> Vec<MetricName> {
        let fits = |metric: &MetricId| {
            let dimension = |(name, value): &(String, Option<String>)| {
                metric
                    .dimension(name)
                    .is_some_and(|found| value.as_deref().is_none_or(|value| value == found))
            };
            list.namespace.as_ref().is_none_or(|wanted| *wanted == metric.namespace)
                && list.name.as_ref().is_none_or(|wanted| *wanted == metric.name)
                && list.dimensions.iter().all(dimension)
        };
        let found = self.metric_list(region).into_iter().filter(fits);
        found
            .map(|metric| MetricName {
                namespace: metric.namespace,
                name: metric.name,
                dimensions: metric.dimensions,
            })
            .collect()
    }

    fn put_alarm(&mut self, region: &Arc<str>, alarm: &Alarm) -> Result<Response, ApiError> {
        let of = (Arc::clone(region), alarm.name.clone());
        let known = self.alarms.all.get(&of).map(Arc::clone);
        if known.is_none() && self.alarms.all.len() >= MOST_ALARMS {
            return Err(ApiError::new(
                ErrorCode::LimitExceededException,
                format!("The maximum limit of {MOST_ALARMS} alarms has been reached."),
            ));
        }
        let word = if known.is_some() { "updated" } else { "created" };
        let number = known.as_ref().map_or_else(
            || {
                self.alarms.made = self.alarms.made.saturating_add(1);
                self.alarms.made
            },
            |known| known.number,
        );
        // What was changed begins to be judged anew, but stands as it stood until then.
        let standing = Standing {
            alarm: alarm.clone(),
            state: known.as_ref().map_or(AlarmState::InsufficientData, |known| known.state),
            reason: known
                .as_ref()
                .map_or_else(|| "Unchecked: Initial alarm creation".to_owned(), |known| known.reason.clone()),
            since: known.as_ref().map_or(self.now, |known| known.since),
            configured: self.now,
            number,
        };
        self.alarms.all.insert(of, Arc::new(standing));
        self.alarms.tell(Line {
            region: Arc::clone(region),
            alarm: alarm.name.clone(),
            at: self.now,
            of_state: false,
            summary: format!("Alarm \"{}\" {word}", alarm.name),
        });
        self.await_alarms();
        Ok(Response::Nothing)
    }

    fn delete_alarms(&mut self, region: &Arc<str>, names: &[String]) -> Result<Response, ApiError> {
        let of = |name: &String| (Arc::clone(region), name.clone());
        // All of them, or none.
        let unknown: Vec<&str> = names
            .iter()
            .filter(|name| !self.alarms.all.contains_key(&of(name)))
            .map(String::as_str)
            .collect();
        if !unknown.is_empty() {
            let message = format!("Alarms not found: [{}]", unknown.join(", "));
            return Err(ApiError::new(ErrorCode::ResourceNotFound, message));
        }
        for name in names {
            if self.alarms.all.remove(&of(name)).is_some() {
                self.alarms.tell(Line {
                    region: Arc::clone(region),
                    alarm: name.clone(),
                    at: self.now,
                    of_state: false,
                    summary: format!("Alarm \"{name}\" deleted"),
                });
            }
        }
        self.await_alarms();
        Ok(Response::Nothing)
    }

    /// The alarms of a Region that are asked for, in order of their names.
    pub fn describe_alarms(&self, region: &str, describe: &DescribeAlarms) -> Vec<AlarmDescription> {
        let moment = self.moment();
        let in_region = self.alarms.all.iter().filter(|((of, _), _)| **of == *region);
        let wanted = in_region.filter(|((_, name), standing)| {
            (describe.names.is_empty() || describe.names.contains(name))
                && describe.prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix))
                && describe.state.is_none_or(|state| state == standing.state)
        });
        wanted
            .map(|((_, name), standing)| AlarmDescription {
                arn: format!("arn:aws:cloudwatch:{region}:{}:alarm:{name}", self.config.account),
                alarm: standing.alarm.clone(),
                state: standing.state,
                reason: standing.reason.clone(),
                since_ms: moment.unix_ms(standing.since),
                configured_ms: moment.unix_ms(standing.configured),
            })
            .collect()
    }

    /// What happened to the alarms of a Region, or to one of them, the newest first.
    pub fn alarm_history(&self, region: &str, name: Option<&str>, most: u32) -> Vec<HistoryEntry> {
        let moment = self.moment();
        let lines = self.alarms.history.iter().rev().filter(|line| *line.region == *region);
        let lines = lines.filter(|line| name.is_none_or(|name| name == line.alarm)).take(most as usize);
        lines
            .map(|line| HistoryEntry {
                alarm: line.alarm.clone(),
                at_ms: moment.unix_ms(line.at),
                kind: if line.of_state { "StateUpdate" } else { "ConfigurationUpdate" },
                summary: line.summary.clone(),
            })
            .collect()
    }

    fn report(&self, region: &str, get: &GetReport) -> Result<Report, ApiError> {
        let (table, index, rule) = self.insight_rule(region, &get.rule).ok_or_else(|| {
            ApiError::new(
                ErrorCode::ResourceNotFoundException,
                format!("Rule '{}' does not exist.", get.rule),
            )
        })?;
        Ok(self.insight_report((table, index), rule, (get.range.from, get.range.to), get.most))
    }

    /// Who contributed most to a rule of a table or index, in seconds of Unix time.
    pub(crate) fn insight_report(
        &self,
        (id, index): (u32, Option<u16>),
        rule: Rule,
        range: (u32, u32),
        most: u32,
    ) -> Report {
        let (found, whole, unique) = self.contributors((id, index), rule, range, most as usize);
        let labels = self.tables.get(&id).map(|table| {
            let of_index = index.and_then(|position| table.schema().index_at(position));
            let schema = of_index.map_or(table.schema().key(), table::Index::key);
            let sort = schema.sort.iter().filter(|_| rule.has_sort());
            schema.partition.iter().chain(sort).map(|attribute| attribute.name.clone()).collect()
        });
        Report {
            labels: labels.unwrap_or_default(),
            whole,
            unique: unique as u64,
            contributors: found.into_iter().map(|it| (it.keys, it.milli)).collect(),
        }
    }
}
