package cognito

// The forms in which pools and records are stored. Each is written in the earliest that has all of it, and every version
// reads all up to its own: so one that does not know of what a later form has leaves it alone, and does not lose it.
const (
	PoolAlone  = 1 // nothing belongs to the pool, or ever did
	PoolFamily = 2 // something belongs to it, or did
	PoolLogged = 3 // its logs are delivered

	RecordAlone  = 1
	RecordNaming = 2 // an app client that names records which go with it

	LatestPool   = PoolLogged
	LatestRecord = RecordNaming
)

// Form is the pool's.
func (p *Pool) Form() int {
	switch {
	case p.LogConfigurations != nil:
		return PoolLogged
	case p.Family.Begun:
		return PoolFamily
	default:
		return PoolAlone
	}
}

// Form is the record's.
func (r *Record) Form() int {
	if client, ok := r.Body.(*Client); ok && client.hasOwn() {
		return RecordNaming
	}
	return RecordAlone
}
