SELECT min(b.name) AS agency, d.role, l.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(l.task) AS task,
       min(l.text) AS text, string_agg(DISTINCT concat(l.file, ' ', l.locator), chr(10)) AS source
FROM body b
JOIN duty d ON d.body = b.id AND d.file = b.file
JOIN measure_line l ON l.id = d.measure AND l.file = d.file
WHERE b.class = 'Agency' AND b.level = 'township'
  AND l.plan IN ($plan)
GROUP BY b.id, d.role, l.id
ORDER BY min(b.name), min(l.file), min(l.start_offset), d.role
