SELECT covers AS product, count(*) AS certificates
FROM Certificate
WHERE certificateStatus = $status AND covers IS NOT NULL
GROUP BY product
ORDER BY certificates DESC, lexical(product)
