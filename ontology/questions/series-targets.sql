SELECT indicator, unit, "year", value, comparator, change, "plan", id, text
FROM (
  SELECT DISTINCT t.label AS indicator, t.unit, p.plan_year AS "year", t.value, t.comparator, t.change, p.title AS "plan", m.id, m.text, m.place
  FROM target t
  JOIN measure m ON m.id = t.measure AND m.file = t.file
  JOIN plan p ON p.id = m.plan AND p.file = m.file
  WHERE t.value IS NOT NULL AND p.plan_year IS NOT NULL
    AND p.id IN (SELECT source_plan FROM edition WHERE kind = 'next-edition' UNION SELECT derived_plan FROM edition WHERE kind = 'next-edition')
    AND p.id IN ($plan)
    AND regexp_matches(translate(t.label, concat($blanks, '_{}^'), ''), $indicator)
) found
ORDER BY indicator, unit NULLS FIRST, "year", "plan", place, id, value, change NULLS FIRST
