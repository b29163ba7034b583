using Orleans.Concurrency;

namespace OrleansRealtime.Tests.Engines;

/// <summary>Called back by grains.</summary>
public interface ISpecObserver : IGrainObserver
{
    void Hear(string text);

    Task Take(string text);

    [ResponseTimeout("00:00:01")]
    Task<int> Ask(int number);

    [OneWay]
    Task Push(string text);
}

/// <summary>Calls observers.</summary>
public interface IWatchedGrain : IGrainWithStringKey
{
    /// <summary>Whether it was new.</summary>
    Task<bool> Watch(ISpecObserver observer);

    Task Say(string text);

    Task Give(string text);

    Task<int> AskAll(int number);

    Task PushAll(string text);
}

public sealed class WatchedGrain : Grain, IWatchedGrain
{
    private readonly HashSet<ISpecObserver> _observers = [];

    public Task<bool> Watch(ISpecObserver observer) => Task.FromResult(_observers.Add(observer));

    public Task Say(string text)
    {
        foreach (var observer in _observers)
        {
            observer.Hear(text);
        }

        return Task.CompletedTask;
    }

    public Task Give(string text) => Task.WhenAll(_observers.Select(observer => observer.Take(text)));

    public async Task<int> AskAll(int number)
    {
        var sum = 0;
        foreach (var observer in _observers)
        {
            sum += await observer.Ask(number);
        }

        return sum;
    }

    public Task PushAll(string text) => Task.WhenAll(_observers.Select(observer => observer.Push(text)));
}
