SELECT m.id, min(m.text) AS text, min(b.name) AS agency, d.role, d.basis, min(v.quote) AS quote,
       string_agg(DISTINCT concat(d.file, ' ', d.locator), chr(10)) AS source
FROM duty d
JOIN body b ON b.id = d.body AND b.file = d.file
JOIN measure m ON m.id = d.measure AND m.file = d.file
JOIN evidence v ON v.file = d.file AND v.start_offset = d.start_offset AND v.end_offset = d.end_offset
WHERE d.likely
  AND m.plan IN ($plan)
GROUP BY m.id, d.body, d.role, d.basis
ORDER BY min(d.file), min(d.start_offset), min(d.position), d.role
