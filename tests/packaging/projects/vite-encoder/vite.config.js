// The package's module and worker stand beside its script: pre-bundling would move that alone.
export default { optimizeDeps: { exclude: ['weavelet'] }, worker: { format: 'es' } };
