-- A measure with its printed words; one row for each place that states it.
SELECT m.file, m.id, m.plan, m.task, m.text, m.start_offset, m.locator, e.quote
FROM measure m
JOIN evidence e ON e.file = m.file AND e.start_offset = m.start_offset AND e.end_offset = m.end_offset
