using System.Globalization;
using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.Consistency;

/// <summary>The server process that <c>converge --server</c> kills: the real one on a real port, with faults by seed between its parts. It is
/// steered by lines on its standard input, answers each with one that begins with <c>=</c>, and ends when there are no more.</summary>
internal sealed class ServeFaultyCommand : ICommand
{
    /// <summary>The first word of a fault's line.</summary>
    public const string Told = "! ";

    public const string Answer = "= ";

    public string Name => "serve-faulty";

    public string Summary => "Serves with faults, for 'converge --server', which starts it.";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("port", "5081", "of the loopback address"),
        new("folder", "PATH", "where its data is"),
        new("store", "sqlite|postgres", "where it is kept; the first unless another is named"),
        new("connection", "CONNECTION", "of PostgreSQL"),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var port = options.Number("port", 5081, max: 65_535);
        List<(string, string)> settings =
        [
            ("Data:Folder", options.Text("folder") ?? throw new CommandLineException("--folder is needed.")),
            ("Data:Store", options.Choice("store", "sqlite", "postgres")),
        ];
        if (options.Text("connection") is { } connection) settings.Add(("Data:ConnectionString", connection));
        options.End();

        var output = TextWriter.Synchronized(Console.Out);
        var time = new JumpingTime();
        var nemesis = new Nemesis(time) { Told = text => output.WriteLine(Told + text) };
        await using var server = new FaultyServer(nemesis, settings);
        server.UseKestrel(port);
        server.StartServer();
        output.WriteLine($"{Answer}serving");
        while (await Console.In.ReadLineAsync(stop) is { } line)
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "seed":
                    nemesis.Begin(int.Parse(words[1], CultureInfo.InvariantCulture));
                    break;
                case "nemesis":
                    nemesis.Mode = Enum.Parse<NemesisMode>(words[1]);
                    break;
                case "jump":
                    time.Jump(TimeSpan.FromMilliseconds(int.Parse(words[1], CultureInfo.InvariantCulture)));
                    break;
            }

            output.WriteLine(Answer + nemesis.Counts);
        }

        return 0;
    }
}
