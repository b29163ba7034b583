namespace OrleansRealtime.Storage;

/// <summary>
/// How fast a cluster finds out that one of its silos is gone, and what has to hold between these times so that no grain ever answers twice.
/// They are one piece: none of them can be changed alone. Measured on a prototype: a silo that is killed is found after 1.2 to 1.5 s.
/// </summary>
internal static class ClusterTimings
{
    /// <summary>The key of the <see cref="TimeProvider"/> by which all this is measured. The machine's own unless somebody says otherwise: a test that moves
    /// the time of what is served moves neither Orleans' nor the database's.</summary>
    public const string Clock = "cluster";

    /// <summary>Orleans probes a silo this often, and takes no answer for a missed probe. Its own default, 5 s, finds a killed silo after 7 s.</summary>
    public static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan MinProbeTimeout = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan MaxProbeTimeout = TimeSpan.FromSeconds(2);

    public const int MissedProbes = 3;

    /// <summary>How many silos have to miss it. Two, where there are two: one alone may be the one that is cut off.</summary>
    public const int Votes = 2;

    /// <summary>The longest that a silo can go unheard before it is voted out; also how long a frozen silo's open connection holds votes back.</summary>
    public static TimeSpan LongestDetection => MaxProbeTimeout * MissedProbes;

    /// <summary>L: a silo answers only while its row in the membership table was seen alive within this time, counted from before the question was
    /// sent (<see cref="Cluster.Standing"/>). Three and a half seconds let a database fail over a connection or write a checkpoint.</summary>
    public static readonly TimeSpan StandingLease = TimeSpan.FromSeconds(3.5);

    /// <summary>Seven questions fit into the lease, so that several may be lost.</summary>
    public static readonly TimeSpan StandingInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>H: after a silo was declared dead nobody else activates its grains for this long. More than the lease, or the two could answer
    /// at once.</summary>
    public static readonly TimeSpan HoldOff = TimeSpan.FromSeconds(4);

    /// <summary>What the grain directory waits in all. Orleans subtracts what the detection can have taken, so the hold-off is what remains; its own
    /// default of 30 s would be an outage of 24 s with these probes.</summary>
    public static TimeSpan RangeLease => LongestDetection + HoldOff;

    /// <summary>A silo that nobody told of a change reads the table this often. With Orleans' 60 s one that was voted out lived on for 17 s.</summary>
    public static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(5);

    /// <summary>How often a silo writes that it lives. After a crash of all of them, those that start believe a row three times as long.</summary>
    public static readonly TimeSpan AlivePeriod = TimeSpan.FromSeconds(5);

    public const int MissedAlivePeriods = 3;

    /// <summary>A gateway reads the list of silos this often: a frozen one swallows also what was meant for healthy ones.</summary>
    public static readonly TimeSpan GatewayListRefresh = TimeSpan.FromSeconds(2);

    /// <summary>A connection between nodes is closed when nothing of what was sent was acknowledged for so long (<see cref="Cluster.UnacknowledgedConnections"/>).
    /// By then a packet was sent five times; it is less than it can take to vote out a silo that nobody hears.</summary>
    public static readonly TimeSpan Unacknowledged = TimeSpan.FromSeconds(5);

    /// <summary>How long a silo keeps what is for a gateway whose connection it lost, once or twice as long; then it throws that away, and what comes after goes
    /// through silos that have a connection. It tells the others as often. With Orleans' 60 s a gateway that was cut from one silo had no answer of its
    /// grains for as long, and with Orleans' 5 min the others would go on choosing a silo that has lost the gateway.</summary>
    public static readonly TimeSpan LostGateway = TimeSpan.FromSeconds(2);

    /// <summary>Every process looks at the cluster's tables this often (<see cref="Cluster.ClusterWatch"/>).</summary>
    public static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>What a statement on the cluster's tables may take.</summary>
    public static readonly TimeSpan TablePatience = TimeSpan.FromSeconds(2);

    /// <summary>How long a gateway that starts looks for a silo. A cluster whose silos were all killed takes up to 21 s to serve again.</summary>
    public static readonly TimeSpan SiloSearch = TimeSpan.FromSeconds(30);

    /// <summary>A silo that is taken for dead so soon after it has come was never reached by the others.</summary>
    public static readonly TimeSpan Newcomer = TimeSpan.FromSeconds(30);

    /// <summary>Orleans' limit for a call between silos; callers from outside have their own, which is shorter.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a grain may take to go when its silo stops.</summary>
    public static readonly TimeSpan Deactivation = TimeSpan.FromSeconds(10);

    /// <summary>Past this a process does not start: tokens end, snoozes and quiet hours begin by each process's own clock.</summary>
    public static readonly TimeSpan LargestClockDifference = TimeSpan.FromSeconds(30);

    /// <summary>Past this health warns.</summary>
    public static readonly TimeSpan NotableClockDifference = TimeSpan.FromSeconds(1);
}
