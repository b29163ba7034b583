using System.Globalization;

namespace Orleans;

/// <summary>How long a caller of this interface method waits for the answer.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}

/// <summary>How long an activation of this class may be idle; at least a minute.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class CollectionAgeLimitAttribute(string inactivityPeriod) : Attribute
{
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    public TimeSpan AgeLimit { get; } = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);
}

/// <summary>Activations of this class are never collected for being idle.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class KeepAliveAttribute : Attribute;
