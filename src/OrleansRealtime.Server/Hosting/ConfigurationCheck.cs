namespace OrleansRealtime.Server.Hosting;

/// <summary>Refuses the start when something is configured that nothing reads: a mistyped limit would not limit, and a mistyped
/// <c>Acess__CallbackUrl</c> would leave every entity open.</summary>
internal sealed class ConfigurationCheck(IConfiguration configuration) : IHostedLifecycleService
{
    /// <exception cref="StartException">Something is not known.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var failures = Failures().ToList();
        return failures.Count == 0 ? Task.CompletedTask : throw new StartException(string.Join(" ", failures));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<string> Failures()
    {
        foreach (var section in configuration.GetChildren())
        {
            if (Settings.Sections.TryGetValue(section.Key, out var type))
            {
                foreach (var failure in Unknown(section, type)) yield return failure;
            }
            else if (Meant(section) is { } meant)
            {
                yield return $"{section.Key} is no section of the configuration; {meant} was meant ({meant}__ in the environment).";
            }
        }
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            var inner = Settings.IsValue(type) ? null : Settings.ElementOf(type) ?? PropertyType(type, child.Key);
            if (inner is null) yield return $"{child.Path} ({child.Path.Replace(":", "__", StringComparison.Ordinal)}) is no setting{Known(section, type)}.";
            else
                foreach (var failure in Unknown(child, inner)) yield return failure;
        }
    }

    private static string Known(IConfigurationSection section, Type type) =>
        Settings.IsValue(type) ? "" : $"; {section.Path} has {string.Join(", ", Settings.Of(type).Select(property => property.Name))}";

    private static Type? PropertyType(Type type, string name) =>
        Settings.Of(type).FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.PropertyType;

    /// <summary>The section for which this one was mistyped: a name that is nearly the same, with a setting that the other has. The environment
    /// is full of other programs' names, so that neither alone says enough.</summary>
    private static string? Meant(IConfigurationSection section) => Settings.Sections
        .Where(known => Distance(section.Key.ToUpperInvariant(), known.Key.ToUpperInvariant()) <= 2)
        .FirstOrDefault(known => section.GetChildren().Any(child => PropertyType(known.Value, child.Key) is not null))
        .Key;

    /// <summary>How many letters one has to put in, take away or change to get from one word to the other (Levenshtein).</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                left = Math.Min(Math.Min(row[j], left) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], left);
            }
        }

        return row[^1];
    }
}
