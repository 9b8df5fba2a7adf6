-- Comments on the types that the reports return, and the right of hardal_read to use these types.
comment on type hardal.funnel_step is
'A step of a funnel; with the argument by, one row for each step and value';
comment on column hardal.funnel_step.step is 'Number of the step, from 1';
comment on column hardal.funnel_step.event_name is 'The event that the step waits for';
comment on column hardal.funnel_step.value is
'Value of the property by in the event of step 1; '
'null where it is absent or JSON null, and without by';
comment on column hardal.funnel_step.clients is
'How many units (clients, unless unit says otherwise) reached the step';
comment on column hardal.funnel_step.conversion is
'Share of the clients of step 1, 0 to 1; null where step 1 has no clients';
comment on column hardal.funnel_step.step_conversion is
'Share of the clients of the step before, 0 to 1; '
'null for step 1, and where the step before has no clients';
comment on column hardal.funnel_step.median_time is
'Median time since the step before, of the clients that reached the step';
comment on column hardal.funnel_step.median_seconds is 'median_time in seconds';
comment on column hardal.funnel_step.median_total_time is
'Median time since step 1, of the clients that reached the step';
comment on column hardal.funnel_step.median_total_seconds is 'median_total_time in seconds';

comment on type hardal.funnel_period is
'A step of a funnel, of the units that began it in a period';
comment on column hardal.funnel_period.starts_at is
'When the period begins, in the time zone that was asked for';
comment on column hardal.funnel_period.step is 'Number of the step, from 1';
comment on column hardal.funnel_period.event_name is 'The event that the step waits for';
comment on column hardal.funnel_period.units is
'How many units that began in the period reached the step';
comment on column hardal.funnel_period.conversion is
'Share of the units that began in the period, 0 to 1; null where none did';

comment on type hardal.funnel_time is 'How many units took so long from one step to another';
comment on column hardal.funnel_time.from_seconds is 'The shortest time of the bucket, in seconds';
comment on column hardal.funnel_time.to_seconds is
'The end of the bucket, in seconds; a time that is equal counts in the next one';
comment on column hardal.funnel_time.units is 'How many units took so long';

comment on type hardal.funnel_unit is 'A unit that a funnel counts';
comment on column hardal.funnel_unit.unit_id is 'The client, the person, or the property''s value';
comment on column hardal.funnel_unit.value is
'Value of the property by; null where it is absent or JSON null, and without by';
comment on column hardal.funnel_unit.step is 'Number of the step that the unit reached';
comment on column hardal.funnel_unit.event_name is 'The event of this step';
comment on column hardal.funnel_unit.started_at is
'When the unit began the chain of events by which it reached the step first';
comment on column hardal.funnel_unit.reached_at is 'When the unit reached the step first';

comment on type hardal.session is
'A session: events of one client without a long pause between them';
comment on column hardal.session.client_id is 'The client';
comment on column hardal.session.started_at is 'created_at of the session''s first event';
comment on column hardal.session.ended_at is 'created_at of the session''s last event';
comment on column hardal.session.duration is 'Time from the session''s first event to its last';
comment on column hardal.session.duration_seconds is 'duration in seconds';
comment on column hardal.session.events is 'How many events the session has';
comment on column hardal.session.first_event is 'event_name of the session''s first event';
comment on column hardal.session.last_event is 'event_name of the session''s last event';

comment on type hardal.retention_cell is
'How many units (clients, unless unit says otherwise) of a cohort came back in a period';
comment on column hardal.retention_cell.cohort is
'First day of the period in which the cohort''s units had their first event; null in the rows of '
'all cohorts together (mean); '
'weeks begin on Mondays';
comment on column hardal.retention_cell.cohort_size is 'How many clients the cohort has';
comment on column hardal.retention_cell.period_number is
'How many periods after the cohort''s own period, which is 0';
comment on column hardal.retention_cell.clients is
'How many of the cohort''s clients had the return event in that period';
comment on column hardal.retention_cell.share is
'Share of the cohort, 0 to 1; null where the cohort has no clients';
comment on column hardal.retention_cell.value is
'Value of the property by in the first event; null where it is absent or JSON null, without by, '
'and where is_other';
comment on column hardal.retention_cell.is_other is
'True for all values together that have no triangle of their own';
comment on column hardal.retention_cell.amount is
'Sum of the numbers of the argument property in the return events; null without it';

comment on type hardal.path is
'A sequence of events that units had, from a start event on or up to it';
comment on column hardal.path.path is 'Names of the events in order: signup > view_item > purchase';
comment on column hardal.path.steps is 'The same names as an array';
comment on column hardal.path.times is 'How often the sequence occurred';
comment on column hardal.path.clients is
'How many units (clients, unless unit says otherwise) had the sequence';
comment on column hardal.path.share is 'Share of all start events, 0 to 1';

comment on type hardal.property_value is 'A value of a property';
comment on column hardal.property_value.value is
'The value as text; null where the property is absent or JSON null';
comment on column hardal.property_value.events is 'How many events have the value';
comment on column hardal.property_value.clients is
'How many clients had these events; events without a client_id do not count';
comment on column hardal.property_value.share is 'Share of the events, 0 to 1';

comment on type hardal.daily_activity is 'Events and clients of a day and event name';
comment on column hardal.daily_activity.day is 'The day, in the time zone that was asked for';
comment on column hardal.daily_activity.event_name is 'The events'' name, e.g. purchase';
comment on column hardal.daily_activity.events is 'How many events of this name the day has';
comment on column hardal.daily_activity.clients is
'How many different clients had these events; events without a client_id do not count';

comment on type hardal.active_clients is 'Active clients of a period';
comment on column hardal.active_clients.period is 'day, week or month';
comment on column hardal.active_clients.starts_on is
'First day of the period, in the time zone that was asked for; weeks begin on Mondays';
comment on column hardal.active_clients.clients is
'How many different clients had an event in the period';
comment on column hardal.active_clients.events is
'How many events there were in the period, also those without a client_id';

comment on type hardal.event_catalog is 'An event name of which there are events';
comment on column hardal.event_catalog.event_name is 'The events'' name, e.g. purchase';
comment on column hardal.event_catalog.events is 'How many events of this name there are';
comment on column hardal.event_catalog.first_seen is
'created_at of the oldest event of this name';
comment on column hardal.event_catalog.last_seen is 'created_at of the newest event of this name';
comment on column hardal.event_catalog.view_name is
'The typed view of the event name, with one column for each property; '
'null where there is none (yet)';
comment on column hardal.event_catalog.description is
'What people wrote about the event; null where nobody did';

comment on type hardal.property_catalog is 'A property that events of a name have';
comment on column hardal.property_catalog.event_name is 'The event name';
comment on column hardal.property_catalog.property is
'The property: its keys, joined by dots, e.g. nested_data.category';
comment on column hardal.property_catalog.events is 'How many events have the property';
comment on column hardal.property_catalog.first_seen is
'created_at of the oldest event with the property';
comment on column hardal.property_catalog.last_seen is
'created_at of the newest event with the property';
comment on column hardal.property_catalog.strings is
'Number of events in which the value is a string';
comment on column hardal.property_catalog.numbers is
'Number of events in which the value is a number';
comment on column hardal.property_catalog.booleans is
'Number of events in which the value is true or false';
comment on column hardal.property_catalog.objects is
'Number of events in which the value is an object; its keys are properties of their own';
comment on column hardal.property_catalog.arrays is
'Number of events in which the value is an array';
comment on column hardal.property_catalog.nulls is 'Number of events in which the value is null';
comment on column hardal.property_catalog.examples is 'Up to five values, the newest first';
comment on column hardal.property_catalog.description is
'What people wrote about the property; null where nobody did';

comment on type hardal.trend_point is 'A period of a series of a trend';
comment on column hardal.trend_point.starts_at is
'When the period begins, in the time zone that was asked for';
comment on column hardal.trend_point.event_name is 'The events'' name';
comment on column hardal.trend_point.value is
'The value of the property that by names; null for events without it, in a trend without by, and '
'where is_other';
comment on column hardal.trend_point.is_other is
'True in the series of all values together that have no series of their own';
comment on column hardal.trend_point.count is
'How many events the period has, or how many different units had them; '
'of a measure of numbers: how many events have a number';
comment on column hardal.trend_point.previous is
'The same of the period in the span before; null in a trend that does not compare';
comment on column hardal.trend_point.measured is
'The measure of the period: count, or the sum, average, lowest, highest or percentile of the '
'numbers; null where an average, lowest, highest or percentile has no number';
comment on column hardal.trend_point.measured_before is
'The same of the period in the span before; null in a trend that does not compare';

comment on type hardal.lifecycle_period is 'Of a period, how many units go on, come and go';
comment on column hardal.lifecycle_period.starts_on is
'First day of the period, in the time zone that was asked for; weeks begin on Mondays';
comment on column hardal.lifecycle_period.new_units is
'How many units are active for the first time of all';
comment on column hardal.lifecycle_period.returning_units is
'How many units are active, and were in the period before';
comment on column hardal.lifecycle_period.resurrected_units is
'How many units are active, and were before, but not in the period before';
comment on column hardal.lifecycle_period.dormant_units is
'How many units are not active, but were in the period before';

comment on type hardal.stickiness_day is
'How many units were active on so many days of a week or month';
comment on column hardal.stickiness_day.starts_on is
'First day of the week or month, in the time zone that was asked for; weeks begin on Mondays';
comment on column hardal.stickiness_day.days is 'A number of days, from 1 on';
comment on column hardal.stickiness_day.units is
'How many units were active on exactly so many days';
comment on column hardal.stickiness_day.share is
'Their share of the units that were active in the week or month, 0 to 1; null where none was';
comment on column hardal.stickiness_day.at_least is
'How many units were active on so many days or more';

comment on type hardal.attribution is 'A value of touches, and the conversions counted to it';
comment on column hardal.attribution.value is
'The value of the property; null for conversions without a touch, and where is_other';
comment on column hardal.attribution.is_other is
'True in the row of all values together that have no row of their own';
comment on column hardal.attribution.conversions is
'How many conversions are counted to the value; parts of one where a conversion is divided';
comment on column hardal.attribution.amount is
'Sum of the numbers of value_property in these conversions; null without it';
comment on column hardal.attribution.share is 'Share of all conversions, 0 to 1';

comment on type hardal.experiment_variant is 'A variant of an experiment';
comment on column hardal.experiment_variant.variant is
'The variant: a value of the property; null where is_mixed';
comment on column hardal.experiment_variant.is_control is
'True for the variant that the others are compared with';
comment on column hardal.experiment_variant.is_mixed is
'True in the row of the units that have seen several variants; they belong to none';
comment on column hardal.experiment_variant.units is 'How many units were exposed to the variant';
comment on column hardal.experiment_variant.conversions is 'How many of them reached the goal';
comment on column hardal.experiment_variant.rate is
'Metric conversion: share of the units that reached the goal, 0 to 1; metric mean: the mean of '
'the units'' numbers';
comment on column hardal.experiment_variant.standard_error is 'Standard error of rate';
comment on column hardal.experiment_variant.low is
'Lower end of the interval of rate: Wilson''s for the metric conversion, Student''s t for mean';
comment on column hardal.experiment_variant.high is 'Upper end of the interval of rate';
comment on column hardal.experiment_variant.lift is
'rate beside that of the control: 0.1 is 10 % more; null for the control, and beside zero';
comment on column hardal.experiment_variant.lift_low is
'Lower end of the interval of lift: Katz''s for the metric conversion, Welch''s for mean';
comment on column hardal.experiment_variant.lift_high is 'Upper end of the interval of lift';
comment on column hardal.experiment_variant.p_value is
'How likely a difference as large as this one is by chance: two-proportion z-test, pooled, for '
'the metric conversion; Welch''s t-test for mean; both two-sided';

comment on type hardal.event_overview is 'An event name, with the events of its last days';
comment on column hardal.event_overview.event_name is 'The events'' name, e.g. purchase';
comment on column hardal.event_overview.events is 'How many events of this name there are';
comment on column hardal.event_overview.first_seen is
'created_at of the oldest event of this name';
comment on column hardal.event_overview.last_seen is 'created_at of the newest event of this name';
comment on column hardal.event_overview.view_name is
'The typed view of the event name; null where there is none (yet)';
comment on column hardal.event_overview.description is
'What people wrote about the event; null where nobody did';
comment on column hardal.event_overview.daily is
'How many events of this name each of the last days has, the oldest first; today is the last one';

comment on type hardal.property_overview is 'A property of the events of a name';
comment on column hardal.property_overview.property is
'The property: its keys, joined by dots, e.g. nested_data.category';
comment on column hardal.property_overview.events is 'How many events have the property';
comment on column hardal.property_overview.share is 'Their share of all events of the name';
comment on column hardal.property_overview.first_seen is
'created_at of the oldest event with the property';
comment on column hardal.property_overview.last_seen is
'created_at of the newest event with the property';
comment on column hardal.property_overview.strings is
'Number of events in which the value is a string';
comment on column hardal.property_overview.numbers is
'Number of events in which the value is a number';
comment on column hardal.property_overview.booleans is
'Number of events in which the value is true or false';
comment on column hardal.property_overview.objects is
'Number of events in which the value is an object; its keys are properties of their own';
comment on column hardal.property_overview.arrays is
'Number of events in which the value is an array';
comment on column hardal.property_overview.nulls is
'Number of events in which the value is null';
comment on column hardal.property_overview.examples is 'Up to five values, the newest first';
comment on column hardal.property_overview.column_names is
'The columns of the typed view that show the property; empty where there is none (yet)';
comment on column hardal.property_overview.column_types is 'The types of these columns';
comment on column hardal.property_overview.description is
'What people wrote about the property; null where nobody did';

comment on type hardal.found_client is 'A client that a search has found';
comment on column hardal.found_client.client_id is 'The client';
comment on column hardal.found_client.first_seen is 'created_at of its first event';
comment on column hardal.found_client.last_seen is 'created_at of its last event';
comment on column hardal.found_client.events is 'How many events the client has';

comment on type hardal.rejected_reason is 'Why events were rejected, and how many';
comment on column hardal.rejected_reason.code is 'The error''s code, e.g. unknown_field';
comment on column hardal.rejected_reason.field is
'The field with the error; null where it is the event as a whole';
comment on column hardal.rejected_reason.events is
'How many events in quarantine have the error';
comment on column hardal.rejected_reason.first_at is 'When the oldest of them was rejected';
comment on column hardal.rejected_reason.last_at is 'When the newest of them was rejected';
comment on column hardal.rejected_reason.event_names is
'Up to five event_names of 100 of them, the most frequent first';

grant usage on type
hardal.funnel_step,
hardal.funnel_period,
hardal.funnel_time,
hardal.funnel_unit,
hardal.session,
hardal.retention_cell,
hardal.path,
hardal.property_value,
hardal.daily_activity,
hardal.active_clients,
hardal.event_catalog,
hardal.property_catalog,
hardal.trend_point,
hardal.lifecycle_period,
hardal.stickiness_day,
hardal.attribution,
hardal.experiment_variant,
hardal.event_overview,
hardal.property_overview,
hardal.found_client,
hardal.rejected_reason
to hardal_read;
