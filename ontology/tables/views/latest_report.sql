-- The report that counts for a measure: of the newest day, of that the one whose file was saved last, of those the least advanced.
SELECT measure, status, progress, leader, person, phone, reported_on, reporter, file, locator
FROM (
  SELECT r.*, row_number() OVER (
           PARTITION BY measure ORDER BY stateless, reported_on DESC NULLS LAST, saved_at DESC NULLS LAST, advance, file, id) AS newest
  FROM weighed_report r
) ranked
WHERE newest = 1
