// The namespaces that Microsoft Orleans' own build files import, here for both engines.
global using Orleans;
global using Orleans.Runtime;
