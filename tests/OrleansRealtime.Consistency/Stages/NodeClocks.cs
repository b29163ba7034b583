using System.Buffers.Binary;
using System.Diagnostics;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>The wall clocks of a cluster's nodes, each of which can be set while its process runs, and stays so for the next in its place. Each process
/// loads a library of ours first (<c>clock.c</c>), which is compiled here: that takes a C compiler and the C library's headers.</summary>
internal sealed class NodeClocks : IDisposable
{
    private const string Compiler = "/usr/bin/cc";

    /// <summary>A compiler may be installed without the C library's headers.</summary>
    private const string Headers = "/usr/include/dlfcn.h";

    private readonly string _folder = Directory.CreateTempSubdirectory("realtime-clocks-").FullName;

    private NodeClocks()
    {
    }

    public static bool CanBe => OperatingSystem.IsLinux() && File.Exists(Compiler) && File.Exists(Headers);

    private string Library => Path.Combine(_folder, "clock.so");

    public static async Task<NodeClocks> CreateAsync(IEnumerable<string> nodes)
    {
        var clocks = new NodeClocks();
        try
        {
            foreach (var node in nodes) clocks.Set(node, TimeSpan.Zero);
            var source = Path.Combine(AppContext.BaseDirectory, "Stages", "clock.c");
            using var compiling = Process.Start(Compiler, ["-shared", "-fPIC", "-O2", "-o", clocks.Library, source, "-ldl"]);
            await compiling.WaitForExitAsync();
            if (compiling.ExitCode != 0) throw new InvalidOperationException($"{source} could not be compiled.");
            return clocks;
        }
        catch
        {
            clocks.Dispose();
            throw;
        }
    }

    /// <summary>What a process needs in its environment to have this node's clock.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentOf(string node) =>
        new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["REALTIME_CLOCK"] = FileOf(node) };

    /// <param name="ahead">Of the machine's clock, in whole seconds; negative: behind it.</param>
    public void Set(string node, TimeSpan ahead)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, (long)ahead.TotalSeconds);
        // In place: the processes have the file mapped.
        using var file = new FileStream(FileOf(node), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(number);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string FileOf(string node) => Path.Combine(_folder, node);
}
