/** Stands for the client of a cluster: copies go to whatever has its interface. */
import weavelet from 'weavelet';

const connect = () => weavelet.connectToLocal({ storage: 'memory' });
export default { connectToWeaviateCloud: connect, connectToLocal: connect, ApiKey: class {} };
