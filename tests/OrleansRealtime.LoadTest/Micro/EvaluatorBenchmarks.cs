using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>Whether a notification reaches a user who said nothing, and one who said much.</summary>
public class EvaluatorBenchmarks
{
    private readonly DecisionAbout _about = new("changed", "following", new("workitem", "42"));

    private readonly UserPreferences _much = new(
        new(Live: false),
        Enumerable.Range(0, 20).ToImmutableDictionary(n => $"kind-{n}", _ => ChannelChoice.Off),
        Enumerable.Range(0, 20).ToImmutableDictionary(n => $"type-{n}", _ => ChannelChoice.Off),
        Enumerable.Range(0, 200).ToImmutableDictionary(n => $"workitem/{n + 100}", _ => EntityChoice.Mute),
        new("Europe/Berlin", new(22, 0), new(7, 0)),
        MentionsBreakThrough: true);

    [Benchmark]
    public object SaidNothing() => PreferenceRules.Decide(_about, UserPreferences.Empty, WorkspacePreferences.Empty, Samples.Noon);

    [Benchmark]
    public object SaidMuch() => PreferenceRules.Decide(_about, _much, WorkspacePreferences.Empty, Samples.Noon);
}
