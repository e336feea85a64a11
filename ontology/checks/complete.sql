-- One row for everything that the columns cannot tell, so that only the statements can say which rules it fails: an
-- individual that lacks what all of its kind have, an empty text, two kinds of a deadline, a member without its group.
SELECT id FROM incomplete
UNION ALL
SELECT id FROM measure WHERE translate(text, $blanks, '') = ''
UNION ALL
SELECT id FROM duty WHERE translate(mention, $blanks, '') = ''
UNION ALL
SELECT id FROM deadline GROUP BY id HAVING count(DISTINCT kind) > 1
UNION ALL
SELECT id FROM body WHERE class IN ('AgencySet', 'StandingGroup') AND expansion IS NULL
UNION ALL
SELECT e.duty FROM expanded_duty e WHERE NOT EXISTS (SELECT 1 FROM duty d WHERE d.id = e.duty)
LIMIT 1
