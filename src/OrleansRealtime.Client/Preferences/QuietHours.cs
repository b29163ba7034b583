namespace OrleansRealtime.Client.Preferences;

/// <summary>When nothing is shown live.</summary>
/// <param name="Zone">A name of the IANA database, such as <c>Europe/Berlin</c>.</param>
/// <param name="From"><c>HH:mm</c>; is quiet.</param>
/// <param name="To"><c>HH:mm</c>; is not, and is on the next day when it is earlier.</param>
public sealed record QuietHours(string Zone, string From, string To);
