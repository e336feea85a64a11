SELECT DISTINCT d.mention, v.quote, d.role, d.role_raw, d.basis, m.id, m.text, d.file, v.locator, v.start_offset AS "start",
       v.end_offset AS "end"
FROM duty d
JOIN measure m ON m.id = d.measure AND m.file = d.file
JOIN evidence v ON v.file = d.file AND v.start_offset = d.start_offset AND v.end_offset = d.end_offset
WHERE d.body = $body
  AND m.plan IN ($plan)
ORDER BY d.file, "start", d.role, m.id
