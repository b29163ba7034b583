// For compilers that want to know what `import '@orleansrealtime/react/styles.css'` gives: nothing.
export {};
