-- The cluster that keeps this one out: nothing, or what cluster_enter would not replace.
SELECT s.ClusterId, s.Contract
FROM ServiceCluster AS s
WHERE s.ServiceId = @ServiceId AND (s.ClusterId <> @ClusterId OR s.Contract <> @Contract) AND EXISTS
(
    SELECT 1 FROM OrleansMembershipTable AS m
    WHERE m.DeploymentId = s.ClusterId AND m.Status = 3 AND m.IAmAliveTime > clock_timestamp() - interval '45 seconds'
);
