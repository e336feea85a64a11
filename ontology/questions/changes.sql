WITH side AS (
  SELECT change, side, string_agg(DISTINCT quote, chr(10)) AS words, min(start_offset) AS place FROM change_text GROUP BY change, side
)
SELECT c.id, e.source_title AS source, e.derived_title AS derived, c.kind AS change, c.labels, coalesce(b.words, '') AS "before",
       coalesce(a.words, '') AS "after", c.leads_before, c.leads_after, c.helps_before, c.helps_after, c.due_before, c.due_after,
       c.amounts, CASE WHEN coalesce(c.likely, FALSE) THEN 'likely' ELSE 'certain' END AS certainty
FROM (SELECT DISTINCT id, edition, kind, labels, likely, leads_before, leads_after, helps_before, helps_after, due_before, due_after, amounts FROM change) c
JOIN (SELECT DISTINCT id, source_title, derived_title FROM edition) e ON e.id = c.edition
LEFT JOIN side b ON b.change = c.id AND b.side = 'before'
LEFT JOIN side a ON a.change = c.id AND a.side = 'after'
WHERE TRUE
  AND (regexp_matches(translate(e.source_title, concat($blanks, '_{}^'), ''), $words) OR regexp_matches(translate(e.derived_title, concat($blanks, '_{}^'), ''), $words))
  AND ($change = 'any' OR c.kind = $change)
ORDER BY source, derived, coalesce(b.place, 1000000000), a.place, c.id
