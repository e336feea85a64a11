SELECT d.mention, count(DISTINCT m.id) AS "count", string_agg(DISTINCT concat(d.file, ' ', d.locator), chr(10)) AS source
FROM body b
JOIN duty d ON d.body = b.id AND d.file = b.file
JOIN measure m ON m.id = d.measure AND m.file = d.file
WHERE b.class = 'UnresolvedBody'
  AND m.plan IN ($plan)
GROUP BY d.mention
ORDER BY count(DISTINCT m.id) DESC, d.mention
