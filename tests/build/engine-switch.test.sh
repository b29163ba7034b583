#!/usr/bin/env bash
# The choice of the engine (build/Engine.targets), tried on a small copy of the build: one program, one solution, feeds of its own, no
# network. Prints a line "ok - ..." or "not ok - ..." per case; ends non-zero when one failed.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset OrleansEngine
export NUGET_PACKAGES="$scratch/packages" NUGET_HTTP_CACHE_PATH="$scratch/http" MSBUILDDISABLENODEREUSE=1
failed=0

# A fresh clone in $scratch/NAME, and the place to work in from now on.
clone() {
  clone="$scratch/$1"
  mkdir -p "$clone/src/App" && cd "$clone" || exit 1
  cp -r "$root"/Directory.* "$root/global.json" "$root/build" .
  cat > src/App/App.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><UseAppHost>false</UseAppHost></PropertyGroup>
  <ItemGroup Condition="'$(OrleansEngine)' == 'Microsoft'"><PackageReference Include="Microsoft.Orleans.Server" /></ItemGroup>
</Project>
XML
  cat > src/App/Program.cs <<'CS'
using System.Reflection;
foreach (var entry in Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>())
    Console.WriteLine($"built: {entry.Key}={entry.Value}");
CS
  cat > App.sln <<'SLN'
Microsoft Visual Studio Solution File, Format Version 12.00
Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "App", "src\App\App.csproj", "{B7023DD8-1394-4600-AF63-2A351C71834E}"
EndProject
Global
	GlobalSection(SolutionConfigurationPlatforms) = preSolution
		Debug|Any CPU = Debug|Any CPU
	EndGlobalSection
	GlobalSection(ProjectConfigurationPlatforms) = postSolution
		{B7023DD8-1394-4600-AF63-2A351C71834E}.Debug|Any CPU.ActiveCfg = Debug|Any CPU
		{B7023DD8-1394-4600-AF63-2A351C71834E}.Debug|Any CPU.Build.0 = Debug|Any CPU
	EndGlobalSection
EndGlobal
SLN
}

# The clone's one feed from now on.
feed() {
  cat > "$clone/NuGet.config" <<XML
<configuration>
  <packageSources><clear /><add key="feed" value="$1" /></packageSources>
  <fallbackPackageFolders><clear /></fallbackPackageFolders>
</configuration>
XML
}

# Runs "dotnet ARGUMENTS", then looks for each expected text (!text: must not be there) in its output.
expect() {
  local name=$1 arguments=$2 output text found=true
  shift 2
  output=$(dotnet $arguments 2>&1)
  for text in "$@"; do
    if [[ $text == '!'* ]]; then [[ $output != *"${text:1}"* ]]; else [[ $output == *"$text"* ]]; fi || { found=false; break; }
  done
  if $found; then echo "ok - $name"; return; fi
  failed=1
  echo "not ok - $name"
  printf '  wanted: %s\n  dotnet %s said:\n%s\n' "$text" "$arguments" "$output" | sed 's/^/  # /'
}

dotnet msbuild "$root/tests/build/FakeFeed.proj" -v:q -p:Feed="$scratch/full" &&
dotnet msbuild "$root/tests/build/FakeFeed.proj" -v:q -p:Feed="$scratch/old" -p:FakeVersion=1.0.0 && mkdir "$scratch/empty" || exit 1

clone one; feed "$scratch/empty"
expect "a feed without Orleans: in-process, with the reason" "restore App.sln" "Engine: InProcess (" "NU1101" "Microsoft.Orleans." "!remembered"
expect "this is remembered" "build App.sln --nologo" "Engine: InProcess (" "NU1101" "; remembered in artifacts/engine.props" "bin/InProcess/Debug" "0 Error"
feed "$scratch/old"
expect "another feed: asked again; another version is no Orleans" "restore src/App/App.csproj" "Engine: InProcess (" "NU1102" "!remembered"
feed "https://127.0.0.1:9/index.json"
expect "a feed that does not answer: in-process this once" "restore App.sln" "Engine: InProcess (only this once" "NU1301"
expect "this is not remembered" "restore App.sln" "Engine: InProcess (only this once" "!remembered"
feed "$scratch/full"
expect "a probe has its time, and no more" "restore src/App/App.csproj -p:ProbeSeconds=0.1" "Engine: InProcess (only this once" "0.1 s"
expect "the same clone with Orleans in its feed: Microsoft" "build src/App/App.csproj" "Engine: Microsoft (" "bin/Microsoft/Debug" "0 Error"
expect "this is remembered, too" "restore App.sln" "Engine: Microsoft (" "; remembered"
expect "a property wins" "build App.sln -p:OrleansEngine=InProcess" "Engine: InProcess (the property or variable OrleansEngine says so)" "bin/InProcess/Debug" "0 Error"
OrleansEngine=InProcess expect "so does the environment" "restore App.sln" "Engine: InProcess (the property or variable OrleansEngine says so)"
expect "an engine that does not exist is refused" "restore App.sln -p:OrleansEngine=Akka" "must be Microsoft or InProcess"

rm -rf "$NUGET_PACKAGES"
clone two; feed "$scratch/full"
expect "dotnet run on a fresh clone runs what was chosen" "run --project src/App" "built: OrleansEngine=Microsoft" "built: OrleansEngineReason=the feeds"
clone three; feed "$scratch/full"
(dotnet restore App.sln > "$scratch/beside" 2>&1; echo "exit $?" >> "$scratch/beside") & beside=$!
expect "two restores of a fresh clone side by side, this one" "restore src/App/App.csproj" "Engine: Microsoft (" "!error"
wait $beside
expect "and the other" "build App.sln --no-restore" "0 Error" "bin/Microsoft"
grep -q '^exit 0' "$scratch/beside" || { failed=1; echo "not ok - the restore beside"; cat "$scratch/beside"; }
exit $failed
