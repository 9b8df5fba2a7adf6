-- find_property takes the names of several events, and the reports take more arguments.
drop function if exists hardal_helpers.find_property(text, text, text, timestamptz, timestamptz);
