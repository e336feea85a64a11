-- A measure with what a reader needs to find it again; one row for each file that states it.
SELECT m.file, m.id, m.plan, m.place, m.text, m.start_offset, m.locator, p.title AS plan_title, p.annex, p.plan_year,
       p.lead_basis, CASE WHEN p.lead_basis IS NULL THEN 'responsible' ELSE 'lead' END AS principal,
       t.title AS task, t.number AS task_no, d.raw AS deadline
FROM measure m
JOIN plan p ON p.id = m.plan AND p.file = m.file
LEFT JOIN task t ON t.id = m.task AND t.file = m.file
LEFT JOIN deadline d ON d.measure = m.id AND d.file = m.file AND d.origin = 'Deadline'
