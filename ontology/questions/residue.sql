SELECT r.text, r.reason, r.reason_code, r.ignored, string_agg(DISTINCT concat(r.file, ' ', r.locator), chr(10)) AS source
FROM residue r
WHERE r.plan IS NOT NULL
  AND r.plan IN ($plan)
GROUP BY r.id, r.text, r.reason, r.reason_code, r.ignored
ORDER BY min(r.file), min(r.start_offset), r.id
