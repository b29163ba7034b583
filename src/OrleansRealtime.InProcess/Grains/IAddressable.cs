namespace Orleans.Runtime
{
    /// <summary>Anything that calls can be addressed to: grains and observers.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    using Orleans.Runtime;

    /// <summary>The root of every grain interface.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A grain known by a string, the only kind of key that this engine has.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>An object outside the grains that grains can call back.</summary>
    public interface IGrainObserver : IAddressable;
}
