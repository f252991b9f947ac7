SELECT underScheme AS scheme, count(*) AS certificates
FROM Certificate
WHERE certificateStatus = $status AND underScheme IS NOT NULL AND validUntil BETWEEN $first AND $last
GROUP BY scheme
ORDER BY certificates DESC, lexical(scheme)
