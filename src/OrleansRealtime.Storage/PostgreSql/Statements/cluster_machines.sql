-- On which machines the cluster's silos are, and where they say that they are found.
SELECT DISTINCT HostName, Address
FROM OrleansMembershipTable
WHERE DeploymentId = @ClusterId AND Status = 3 AND IAmAliveTime > clock_timestamp() - interval '45 seconds'
ORDER BY HostName, Address;
