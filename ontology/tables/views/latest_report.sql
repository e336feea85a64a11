-- The report that counts for a measure: the newest that came back; on one day that of the later file name.
SELECT measure, status, progress, leader, person, phone, reported_on, reporter, file, locator
FROM (
  SELECT r.*, row_number() OVER (PARTITION BY measure ORDER BY reported_on DESC NULLS LAST, file DESC, id DESC) AS newest
  FROM report r
  WHERE measure IS NOT NULL AND status IS NOT NULL
) ranked
WHERE newest = 1
