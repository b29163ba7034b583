-- A service is served by one cluster, whose processes speak one contract. Another takes over only when no silo of the former says that it lives; it
-- says so every 5 seconds, by a clock that may be 30 seconds off.
INSERT INTO ServiceCluster (ServiceId, ClusterId, Contract)
VALUES (@ServiceId, @ClusterId, @Contract)
ON CONFLICT (ServiceId) DO UPDATE SET ClusterId = excluded.ClusterId, Contract = excluded.Contract
WHERE (ServiceCluster.ClusterId = excluded.ClusterId AND ServiceCluster.Contract = excluded.Contract) OR NOT EXISTS
(
    SELECT 1 FROM OrleansMembershipTable AS m
    WHERE m.DeploymentId = ServiceCluster.ClusterId AND m.Status = 3 AND m.IAmAliveTime > clock_timestamp() - interval '45 seconds'
)
RETURNING ClusterId;
